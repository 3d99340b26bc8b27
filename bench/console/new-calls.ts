import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { post } from '../support/phone-system.ts';

const ACTIONS = ['ORIGINATE', 'RING', 'ANSWERED', 'HANGUP'] as const;

/** A PBX that makes calls of its own, each of which ends a moment later. */
export interface NewCalls {
  /** Stops making calls, and answers how many were taken, whole. */
  stop(): Promise<number>;
}

/** Begins to make `perSecond` calls, four webhooks each, 100 ms apart. */
export function makeCalls(webhookUrl: string, tenant: string, perSecond: number): NewCalls {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  let begun = 0;
  let taken = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - started) * perSecond) / 1000;
    for (; begun < due; begun++) {
      const call = make(agent, webhookUrl, tenant)
        .then(() => void taken++)
        .finally(() => underWay.delete(call));
      underWay.add(call);
    }
  }, 10);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      agent.destroy();
      return taken;
    },
  };
}

async function make(agent: Agent, url: string, tenant: string): Promise<void> {
  const uuid = randomUUID();
  const began = Date.now();
  for (const [step, action] of ACTIONS.entries()) {
    const at = (stage: number): string | null =>
      step >= stage ? new Date(began + stage * 100).toISOString() : null;
    const body = JSON.stringify({
      uuid,
      domain_name: 'mockpbx.example',
      caller_name: '',
      caller_number: 12025550100,
      destination_number: 12025550101 + (began % 99),
      direction: 'outbound',
      call_start: at(0),
      ring_start: at(1),
      answer_start: at(2),
      call_end: at(3),
      duration: step === 3 ? 1 : null,
      recording: null,
      click_to_call: false,
      click_to_call_data: '',
      action,
    });
    const status = await post(agent, url, body, { 'tenant-uuid': tenant });
    if (status >= 300) throw new Error(`a webhook was answered with ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

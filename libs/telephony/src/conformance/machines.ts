import { describe, expect, it } from '@jest/globals';
import type { CallSignal, OriginateRequest, PlacedCall } from '../provider.js';
import { eventually, newRequest, placed, settled } from './ask.js';
import type { CurrentRig, ProviderHarness, RunningRig } from './harness.js';
import { webhookSink } from './webhook-sink.js';

/** That it tells whether a person or a machine answered, when it was asked to find out, and only then. */
export function describeMachines(harness: ProviderHarness, rig: CurrentRig): void {
  describe('detectMachine', () => {
    it.each(['human', 'machine'] as const)('finds out that a %s answered', async (by) => {
      await withCall(harness, rig(), { detectMachine: true }, async (call, told) => {
        await answerBy(rig(), call, by);
        await eventually(`${by} is told`, () => told().some(({ answeredBy }) => answeredBy === by));
        for (const { state, answeredBy } of told()) {
          expect([null, by]).toContain(answeredBy);
          if (answeredBy !== null) expect(state).toBe('answered');
        }
      });
    });

    it('says nothing of it when it was not asked for', async () => {
      await withCall(harness, rig(), { detectMachine: false }, async (call, told) => {
        await answerBy(rig(), call, 'machine');
        await eventually('the answer is told', () => told().some(({ state }) => state === 'answered'));
        await settled();
        expect(told().filter(({ answeredBy }) => answeredBy !== null)).toEqual([]);
      });
    });
  });
}

/** Places a call, and hands on what is told of it, by stream or by webhooks. */
async function withCall(
  harness: ProviderHarness,
  rig: RunningRig,
  more: Partial<OriginateRequest>,
  check: (call: PlacedCall, told: () => readonly CallSignal[]) => Promise<void>,
): Promise<void> {
  const { provider, stream } = rig;
  if (harness.webhooks === null) {
    const call = await placed(provider, newRequest(more));
    return check(call, () => stream?.of(call) ?? []);
  }
  const sink = await webhookSink();
  try {
    const request = newRequest({ ...more, webhookUrl: `${sink.url}/webhooks/kind/connection/call/token` });
    const call = await placed(provider, request);
    await check(call, () =>
      sink.received.flatMap((webhook) => {
        const reading = provider.webhook?.read(webhook);
        return reading?.kind === 'signal' ? [reading.signal] : [];
      }),
    );
  } finally {
    await sink.close();
  }
}

async function answerBy({ system }: RunningRig, call: PlacedCall, by: 'human' | 'machine'): Promise<void> {
  if (system.answerBy === undefined) throw new Error('the fake phone system needs answerBy()');
  await system.answerBy(call, by);
}

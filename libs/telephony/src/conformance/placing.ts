import { describe, expect, it } from '@jest/globals';
import { askedOnce, neverAborted, newRequest, placed, settled } from './ask.js';
import type { CurrentRig, ProviderHarness, ReportedState } from './harness.js';
import { webhookSink } from './webhook-sink.js';

/** That a call is asked for, once, with everything that has to go along, and never for a number we do not dial. */
export function describePlacing(harness: ProviderHarness, rig: CurrentRig): void {
  describe('originate', () => {
    if (!harness.capabilities.originate) {
      it('fails and asks for nothing: this system places no calls', async () => {
        const { outcome, times } = await askedOnce(rig());
        expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/./) });
        expect(times).toBe(0);
      });
      return;
    }

    it.each(['+13018040009', '13018040009'])(
      'passes on the number %s and a way back to our call',
      async (to) => {
        const request = newRequest({ to });
        const { outcome, times } = await askedOnce(rig(), request);
        expect(outcome.kind).toBe('accepted');
        expect(times).toBe(1);
        const [seen] = rig().system.asked;
        expect(seen?.to).toBe(to);
        if (harness.webhooks === null) expect(seen?.callId).toBe(request.callId);
        else expect(seen?.webhookUrl).toBe(request.webhookUrl);
      },
    );

    it('passes on the caller ID, or says nothing of it', async () => {
      await askedOnce(rig(), newRequest({ from: '+15550001000' }));
      expect(['+15550001000', null]).toContain(rig().system.asked[0]?.from);
    });

    it('sends many at once, each of them once', async () => {
      const { provider, system } = rig();
      const requests = Array.from({ length: 25 }, (_, n) => newRequest({ to: `+1301804${1000 + n}` }));
      const calls = await Promise.all(requests.map((request) => placed(provider, request)));
      await settled();
      expect(system.asked.map(({ to }) => to).sort()).toEqual(requests.map(({ to }) => to));
      const ids = calls.map(({ providerCallId }) => providerCallId).filter((id) => id !== null);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it.each(['911', '112', '+112', '999', '000', '0112', '9911'])('never asks for %s', async (to) => {
      const { outcome, times } = await askedOnce(rig(), newRequest({ to }));
      expect(outcome).toEqual({ kind: 'failed', reason: 'number_not_allowed' });
      expect(times).toBe(0);
    });

    if (harness.webhooks !== null) {
      it('is accepted although a status overtakes the answer', async () => {
        const { provider, system } = rig();
        const early = provider.capabilities.reports.filter((state) => state !== 'dialing') as ReportedState[];
        const sink = await webhookSink();
        try {
          system.answer({ kind: 'accept', early });
          const request = newRequest({ webhookUrl: `${sink.url}/webhooks/kind/connection/call/token` });
          await placed(provider, request);
          expect(sink.received).toHaveLength(early.length);
          const states = sink.received.map((webhook) => {
            expect(webhook.url).toBe(request.webhookUrl);
            const reading = provider.webhook?.read(webhook);
            return reading?.kind === 'signal' ? reading.signal.state : reading;
          });
          expect(states).toEqual(early);
        } finally {
          await sink.close();
        }
      });
    }

    if (harness.capabilities.idempotentForMs > 0) {
      it('places a call that is asked for twice once', async () => {
        const { provider, system } = rig();
        const request = newRequest();
        const first = await placed(provider, request);
        const again = await provider.originate(request, neverAborted());
        expect(again.kind).toBe('accepted');
        expect(again).toMatchObject({ providerCallId: first.providerCallId });
        expect(system.placed).toBe(1);
      });
    }
  });
}

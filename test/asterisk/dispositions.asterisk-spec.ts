import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CallSignal } from '@ringside/telephony';
import { onEachEngine, openProvider, type OpenProvider } from './engines.ts';
import { startSipCarrier, type SipCarrier } from './lab/sip-carrier.ts';

type State = CallSignal['state'];
const TERMINAL: readonly State[] = ['completed', 'busy', 'no_answer', 'rejected', 'failed', 'canceled'];
const RING_TIMEOUT_MS = 5000;

/** What becomes of a call to each number of the carrier: the states that are told, in order, on every version. */
const NUMBERS: readonly (readonly [lastDigits: string, told: readonly State[]])[] = [
  ['1000', ['dialing', 'ringing', 'answered', 'completed']],
  ['1001', ['dialing', 'ringing', 'busy']],
  ['1002', ['dialing', 'ringing', 'no_answer']],
  ['1003', ['dialing', 'ringing', 'rejected']],
  ['1004', ['dialing', 'failed']],
  ['1005', ['dialing', 'failed']],
  ['1006', ['dialing', 'answered', 'completed']],
  ['1007', ['dialing', 'ringing', 'no_answer']],
  ['1999', ['dialing', 'failed']],
];

/** The same of a carrier by SIP, by its answer. Asterisk 16 does not tell SIP's code in its events; the dialplan notes it. */
const SIP_STATUSES: readonly (readonly [status: number, state: State, doNotCall: boolean])[] = [
  [404, 'failed', false],
  [408, 'no_answer', false],
  [480, 'no_answer', false],
  [484, 'failed', false],
  [486, 'busy', false],
  [503, 'failed', false],
  [600, 'busy', false],
  [603, 'rejected', false],
  [607, 'rejected', true],
  [608, 'rejected', true],
];

onEachEngine(
  (engine) => {
    let ours: OpenProvider;
    let sip: SipCarrier;
    let bySip: OpenProvider;
    beforeAll(async () => {
      ours = await openProvider({ url: engine().url });
      sip = await startSipCarrier();
    });
    afterAll(async () => {
      await ours.close();
      await sip.close();
    });

    it('every number of the carrier gets what it asks for', async () => {
      const found = await Promise.all(
        NUMBERS.map(async ([lastDigits]) => {
          const call = await ours.dial(`1555000${lastDigits}`, { ringTimeoutMs: RING_TIMEOUT_MS });
          await ours.until(call, ({ state }) => TERMINAL.includes(state));
          const states = ours.told(call).map(({ state }) => state);
          // An engine may tell that it rings before it tells that it dials, and may tell a state twice.
          return [lastDigits, ORDER.filter((state) => states.includes(state))];
        }),
      );
      expect(found).toEqual(NUMBERS);
    });

    it('a call that we end before it is answered is canceled, and one after it completed', async () => {
      const signal = AbortSignal.timeout(20_000);
      const [ringing, answered] = [await ours.dial('15550001002'), await ours.dial('15550001013')];
      await ours.until(ringing, ({ state }) => state === 'ringing');
      await ours.until(answered, ({ state }) => state === 'answered');
      for (const call of [ringing, answered])
        expect(await ours.provider.hangUp?.(call, signal)).toEqual({ kind: 'done' });
      await ours.until(ringing, ({ state }) => state === 'canceled');
      await ours.until(answered, ({ state }) => state === 'completed');
    });

    it('every answer of SIP is read, where the number is unwanted as a mark on it', async () => {
      const { url } = engine();
      const endpoint = `PJSIP/carrier/sip:{number}@127.0.0.1:${sip.port}`;
      await ours.close();
      bySip = await openProvider({ url, endpoint });
      try {
        const found = await Promise.all(
          SIP_STATUSES.map(async ([status]) => {
            const call = await bySip.dial(`1555000${status}`);
            const { state, doNotCall = false } = await bySip.until(call, (told) =>
              TERMINAL.includes(told.state),
            );
            return [status, state, doNotCall];
          }),
        );
        expect(found).toEqual(SIP_STATUSES);
      } finally {
        await bySip.close();
        ours = await openProvider({ url });
      }
    });
  },
  { sip: true },
);

const ORDER: readonly State[] = ['dialing', 'ringing', 'answered', ...TERMINAL];

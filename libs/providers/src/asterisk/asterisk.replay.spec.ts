import { afterEach, describe, expect, it } from '@jest/globals';
import { createOutbound } from '@ringside/outbound';
import type { CallSignal, OriginateRequest } from '@ringside/telephony';
import { asteriskProvider } from './asterisk.provider.js';
import { FAKE_USER, startFakeAri } from './testing/fake-ari.js';
import { recordedEvents, RECORDINGS } from './testing/recordings.js';
import type { Recording } from './testing/recordings.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const CALL_ID = '01960000-0000-7000-8000-00000000cafe';
const TERMINAL: readonly string[] = ['completed', 'busy', 'no_answer', 'rejected', 'failed', 'canceled'];
const VERSIONS = { '16': '16.28.0~dfsg-0+deb11u4', '22': '22.10.1+dfsg+~cs6.17.60671434-1' };

/** Places the recorded call on a fake that sends the recording; `early` of its events come before the reply. */
async function told(recording: Recording, early: number): Promise<CallSignal[]> {
  const system = await startFakeAri({ version: VERSIONS[recording.version] });
  const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
  const provider = asteriskProvider({
    ...FAKE_USER,
    url: system.url,
    endpoint: 'Local/{number}@carrier',
    outbound,
  });
  cleanups.push(
    () => outbound.close(),
    () => provider.close(),
    () => system.close(),
  );
  const events = recordedEvents(recording, CALL_ID);
  system.intercept(({ method, path }) => {
    if (method !== 'POST' || path !== `channels/${CALL_ID}`) return null;
    for (const event of events.slice(0, early)) system.send(event);
    setImmediate(() => {
      for (const event of events.slice(early)) system.send(event);
    });
    return { status: 200, body: { id: CALL_ID, state: 'Down' } };
  });
  const request: OriginateRequest = {
    callId: CALL_ID,
    to: '+15550001000',
    from: null,
    webhookUrl: '',
    ringTimeoutMs: recording.ringTimeoutMs,
    detectMachine: false,
  };
  const signals: CallSignal[] = [];
  for await (const event of provider.stream?.(new AbortController().signal) ?? []) {
    if (event.kind === 'open')
      expect(await provider.originate(request, new AbortController().signal)).toEqual({
        kind: 'accepted',
        providerCallId: CALL_ID,
      });
    if (event.kind !== 'report') continue;
    expect(event.report.callId).toBe(CALL_ID);
    signals.push(event.report.signal);
    if (TERMINAL.includes(event.report.signal.state)) break;
  }
  return signals;
}

describe.each(['16', '22'] as const)('recorded streams of Asterisk %s', (version) => {
  const ours = RECORDINGS.filter((recording) => recording.version === version);

  it.each(ours.map((recording) => [recording.name, recording.channel, recording] as const))(
    '%s (%s)',
    async (_name, _channel, recording) => {
      for (const early of [0, 5, Infinity]) {
        const signals = await told(recording, early);
        const states = signals.map(({ state }) => state);
        // An answer is told twice, to say by whom.
        expect(states.filter((state, n) => states.indexOf(state) === n)).toEqual(recording.states);
        expect(signals.map(({ answeredBy }) => answeredBy).find((by) => by !== null)).toBe(
          recording.answeredBy,
        );
        expect(signals.some(({ doNotCall }) => doNotCall === true)).toBe(recording.doNotCall === true);
        // The engine's own times, of the day when it was recorded.
        for (const { at } of signals) expect(new Date(at ?? 0).toISOString()).toMatch(/^2026-11-20T06:/);
      }
    },
  );
});

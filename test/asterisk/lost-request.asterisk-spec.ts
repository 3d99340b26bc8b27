import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createOutbound } from '@ringside/outbound';
import { asteriskProvider } from '@ringside/providers/asterisk';
import type { PlacementOutcome, Provider } from '@ringside/telephony';
import { eventually, LOOPBACK_ONLY, onEachEngine, request } from './engines.ts';
import { Ari } from './lab/ari.ts';
import { observe, type Observer } from './lab/observer.ts';
import { startProxy, type Proxy } from './lab/proxy.ts';
import { DIALER } from './lab/start.ts';

const ROUNDS = 12;
const AT_ONCE = 25;
/** The cut comes at any time while requests are written, executed and answered. */
const MOST_CUT_AFTER_MS = 24;

/**
 * Requests for calls, and the connection cut among them: what is said to be placed was made by the engine, once, what is said to be
 * refused was not and will not be, and of none it is said that nobody knows.
 */
onEachEngine((engine) => {
  let observer: Observer;
  let proxy: Proxy;
  let provider: Provider;
  const outbound = createOutbound(LOOPBACK_ONLY);
  beforeAll(async () => {
    observer = await observe(engine());
    proxy = await startProxy({ target: engine().url });
    provider = asteriskProvider({ url: proxy.url, endpoint: 'Local/{number}@carrier', outbound, ...DIALER });
  });
  afterAll(async () => {
    await provider?.close();
    await outbound.close();
    await proxy?.close();
    observer?.close();
  });

  /** Follows, and connects again, until it is stopped. */
  function follow(): { opened(): number; stop(): Promise<void> } {
    const control = new AbortController();
    let opened = 0;
    const following = (async () => {
      while (!control.signal.aborted) {
        try {
          for await (const event of provider.stream?.(control.signal) ?? [])
            if (event.kind === 'open') opened += 1;
        } catch {
          // It was cut.
        }
      }
    })();
    return {
      opened: () => opened,
      stop: () => {
        control.abort();
        return following;
      },
    };
  }

  it('a request whose connection is cut is known to be placed, or not', async () => {
    const stream = follow();
    const outcomes = new Map<string, PlacementOutcome>();
    const ari = new Ari(engine().url);
    for (let round = 0; round < ROUNDS; round += 1) {
      await eventually('it is connected', () => (stream.opened() > round ? true : null), 15_000);
      const asked = Array.from({ length: AT_ONCE }, () => request('15550001013'));
      const answers = Promise.all(
        asked.map(async (one) => {
          outcomes.set(one.callId, await provider.originate(one, AbortSignal.timeout(10_000)));
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, (round / (ROUNDS - 1)) * MOST_CUT_AFTER_MS));
      proxy.cutStreams();
      await answers;
      for (const id of observer.calls.keys()) await ari.ask('DELETE', `channels/${encodeURIComponent(id)}`);
    }
    await stream.stop();
    // Long after the last of them, nothing more comes.
    await new Promise((resolve) => setTimeout(resolve, 1000));

    const of = (kind: PlacementOutcome['kind']): string[] =>
      [...outcomes].flatMap(([id, outcome]) => (outcome.kind === kind ? [id] : []));
    process.stderr.write(`${of('accepted').length} placed, ${of('refused').length} not\n`);
    expect(of('unknown').map((id) => outcomes.get(id))).toEqual([]);
    expect(of('accepted').length + of('refused').length).toBe(ROUNDS * AT_ONCE);
    expect(observer.made.toSorted()).toEqual(of('accepted').toSorted());
  }, 120_000);
});

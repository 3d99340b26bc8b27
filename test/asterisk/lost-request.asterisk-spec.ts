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
const KILLS = 4;
const AT_ONCE = 25;
/** The cut comes at any time while requests are written, executed and answered. */
const MOST_CUT_AFTER_MS = 24;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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
  /** Numbers by call; whoever has one of them stays on the line. */
  const asked = new Map<string, string>();
  const outcomes = new Map<string, PlacementOutcome>();
  const of = (kind: PlacementOutcome['kind']): string[] =>
    [...outcomes].flatMap(([id, outcome]) => (outcome.kind === kind ? [id] : [])).toSorted();
  /** Asks for many calls at once, and for none twice. */
  const ask = (): Promise<unknown> =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const one = request(`1555${String(asked.size).padStart(3, '0')}1013`);
        asked.set(one.callId, one.to);
        outcomes.set(one.callId, await provider.originate(one, AbortSignal.timeout(10_000)));
      }),
    );
  /** Calls that the far end has rung, each of them once. */
  const wasRung = (): string[] => {
    const rung = engine().rung();
    expect(new Set(rung).size).toBe(rung.length);
    return [...asked].flatMap(([id, number]) => (rung.includes(number) ? [id] : [])).toSorted();
  };

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
    const ari = new Ari(engine().url);
    for (let round = 0; round < ROUNDS; round += 1) {
      await eventually('it is connected', () => (stream.opened() > round ? true : null), 15_000);
      const answers = ask();
      await pause((round / (ROUNDS - 1)) * MOST_CUT_AFTER_MS);
      proxy.cutStreams();
      await answers;
      for (const id of observer.calls.keys()) await ari.ask('DELETE', `channels/${encodeURIComponent(id)}`);
    }
    await stream.stop();
    // Long after the last of them, nothing more comes; the log is written a little later.
    await pause(1000);
    await eventually('the log is written', () => (wasRung().length >= of('accepted').length ? true : null));

    process.stderr.write(`${of('accepted').length} placed, ${of('refused').length} not\n`);
    expect(of('unknown').map((id) => outcomes.get(id))).toEqual([]);
    expect(of('accepted').length + of('refused').length).toBe(ROUNDS * AT_ONCE);
    expect(observer.made.toSorted()).toEqual(of('accepted'));
    expect(wasRung()).toEqual(of('accepted'));
  }, 120_000);

  it('and of an engine that was killed it is not said that a call was not placed which it rang', async () => {
    const stream = follow();
    for (let round = 0; round < KILLS; round += 1) {
      await eventually('it is connected', () => (stream.opened() > round ? true : null), 15_000);
      const answers = ask();
      await pause(((round + 1) / KILLS) * MOST_CUT_AFTER_MS);
      await proxy.down();
      await engine().restart();
      await observer.again();
      await proxy.up();
      await answers;
    }
    await stream.stop();
    process.stderr.write(`of an engine that was killed: ${of('unknown').length} unknown\n`);
    const refused = new Set(of('refused'));
    expect(wasRung().filter((id) => refused.has(id))).toEqual([]);
    expect(observer.made.filter((id) => refused.has(id))).toEqual([]);
  }, 120_000);
});

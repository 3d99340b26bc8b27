import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallResource, CampaignResource, PhoneSystemResource, Page } from '@ringside/contracts';
import { allCalls } from '../e2e/calls.js';
import { ENGINES, eventually } from './engines.ts';
import { observe, type Observer } from './lab/observer.ts';
import { startProxy, type Proxy } from './lab/proxy.ts';
import { startAsterisk, type Asterisk } from './lab/start.ts';
import { serviceFor, type RunningService } from './service.ts';

/**
 * The whole product over a real Asterisk: 300 numbers on 30 lines, the event stream cut five times, the engine killed and
 * started again once. In the end every number has the disposition that it asks for, as nobody but the engine can tell.
 */
const LINES = 30;
const CONTACTS = 300;
const WITHIN_MS = 90_000;
/** The last digits, and what becomes of whoever has them. */
const DISPOSITIONS: Readonly<Record<string, string>> = {
  '1000': 'completed',
  '1001': 'busy',
  '1002': 'no_answer',
  '1003': 'rejected',
  '1004': 'failed',
  '1005': 'failed',
  '1006': 'completed',
  '1007': 'no_answer',
  '1009': 'completed',
  '1999': 'failed',
};
/** 1009 talks for 20 s: a few of them, early. The others in turn. */
const kinds = Object.keys(DISPOSITIONS).filter((digits) => digits !== '1009');
const phones = Array.from({ length: CONTACTS }, (_, i) => {
  const digits = i % 20 === 3 && i < 100 ? '1009' : (kinds[i % kinds.length] ?? '');
  return `1555${String(i).padStart(3, '0')}${digits}`;
});
const wanted = (phone: string): string | undefined => DISPOSITIONS[phone.slice(-4)];
/** What is disturbed, when this many calls are over. */
const CUTS = [30, 80, 120, 200, 250];
const RESTART = 150;

describe.each(ENGINES)('a campaign of 300 numbers over %s', (_name, suite) => {
  let engine: Asterisk;
  let observer: Observer;
  let proxy: Proxy;
  let running: RunningService;
  /** Numbers that the engine was asked to call, and has not answered. */
  const asking = new Set<string>();

  beforeAll(async () => {
    engine = await startAsterisk({ suite });
    observer = await observe(engine);
    proxy = await startProxy({
      target: engine.url,
      onOriginate: async ({ endpoint }, forward) => {
        const phone = numberOf({ name: endpoint });
        asking.add(phone);
        const answer = await forward();
        asking.delete(phone);
        return { kind: 'answer', answer };
      },
    });
    running = await serviceFor(proxy.url);
  }, 60_000);
  afterAll(async () => {
    await running?.dispose();
    await proxy?.close();
    observer?.close();
    await engine?.stop();
  }, 60_000);

  it(
    'ends as the numbers ask for',
    async () => {
      const { service } = running;
      const { id } = await service.rest<CampaignResource>('POST', '/v1/call', {
        dialer_type: 'Fixed',
        lines: LINES,
        phone_number: phones,
        ring_timeout: 5,
      });
      const campaign = (): Promise<CampaignResource> => service.rest('GET', `/v1/campaigns/${id}`);
      const over = async (): Promise<number> => {
        const { counts } = await campaign();
        const { completed, busy, no_answer, failed, canceled } = counts;
        return completed + busy + no_answer + failed + canceled;
      };
      const reached = (calls: number): Promise<unknown> =>
        eventually(`${calls} calls are over`, async () => ((await over()) >= calls ? true : null), WITHIN_MS);

      const everyCall = (): Promise<CallResource[]> => allCalls({ get: (path) => service.rest('GET', path) });

      let inFlight = new Set<string>();
      for (const calls of [...CUTS, RESTART].toSorted((a, b) => a - b)) {
        await reached(calls);
        if (calls !== RESTART) {
          expect(proxy.streams()).toBe(1);
          proxy.cutStreams();
          await eventually('it is connected again', () => (proxy.streams() === 1 ? true : null), 15_000);
          continue;
        }
        // What an earlier cut has left open is not excused by this one.
        const openBefore = phonesOf(await everyCall(), ({ state }) => state === 'unknown');
        await proxy.down();
        await engine.kill();
        inFlight = new Set([
          ...asking,
          ...[...observer.calls.values()].map(numberOf),
          // Those whose request did not come as far as the proxy: under way, or broken off by now.
          ...phonesOf(
            await everyCall(),
            ({ state, reason }) => state === 'unknown' || (state === 'placing' && reason === null),
          ).filter((phone) => !openBefore.includes(phone)),
        ]);
        await engine.start();
        await observer.again();
        await proxy.up();
      }
      await eventually(
        'the campaign is over',
        async () => ((await campaign()).state === 'completed' ? true : null),
        WITHIN_MS,
      );

      const calls = await everyCall();
      const last = new Map(calls.toReversed().map((call) => [call.phone ?? '', call]));
      expect([...last.keys()].toSorted()).toEqual(phones.toSorted());
      const unlike = phones.filter((phone) => last.get(phone)?.state !== wanted(phone));
      // Only the engine knew how the calls ended that died with it, and it forgot; of one it had not yet said that it has it.
      const ends = (from: readonly string[]): unknown[] =>
        from.map((phone) => [phone, last.get(phone)?.state, last.get(phone)?.reason]);
      expect(ends(unlike.filter((phone) => !inFlight.has(phone)))).toEqual([]);
      const untold = ['ended_unseen', 'placement_unknown'];
      expect(ends(unlike.filter((phone) => !untold.includes(last.get(phone)?.reason ?? '')))).toEqual([]);
      expect(unlike.length).toBeLessThanOrEqual(LINES);

      // Each number was rung once, by the far end's own count; a call that died with the engine may not have come so far.
      const rung = new Map<string, number>();
      for (const phone of engine.rung()) rung.set(phone, (rung.get(phone) ?? 0) + 1);
      expect([...rung].filter(([, times]) => times !== 1)).toEqual([]);
      // The log of an engine that was killed lacks its last lines; what it told of its channels then stands for them.
      const made = new Set(observer.made);
      const wasCalled = (phone: string): boolean => rung.has(phone) || made.has(last.get(phone)?.id ?? '');
      expect(ends(phones.filter((phone) => !wasCalled(phone) && !inFlight.has(phone)))).toEqual([]);
      expect(new Set(observer.made).size).toBe(observer.made.length);
      expect(observer.made.length).toBeLessThanOrEqual(CONTACTS);

      // As Asterisk counts them.
      expect(observer.most).toBeGreaterThan(LINES / 2);
      expect(observer.most).toBeLessThanOrEqual(LINES);
      await eventually('no call is left', () => (observer.calls.size === 0 ? true : null));
      const [system] = (await service.rest<Page<PhoneSystemResource>>('GET', '/v1/phone-systems')).items;
      expect(system).toMatchObject({ state: 'connected', warnings: [], calls_in_flight: 0 });
    },
    2 * WITHIN_MS,
  );
});

function phonesOf(calls: readonly CallResource[], chosen: (call: CallResource) => boolean): string[] {
  return calls.filter(chosen).flatMap(({ phone }) => phone ?? []);
}

/** `Local/15550001000@carrier-00000000;1` */
function numberOf({ name }: { readonly name: string }): string {
  return /^Local\/([^@]+)@/.exec(name)?.[1] ?? name;
}

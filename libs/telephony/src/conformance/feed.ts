import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HEARD, RecordsError } from '../provider.js';
import type { CallFeed, CallReading, FeedReading, RecordReading, RecordsPart } from '../provider.js';
import { eventually, neverAborted, soon } from './ask.js';
import type { CurrentRig, FeedSamples, RecordsAnswer, SampleCall } from './harness.js';
import { expectPlain, ODD_BODIES, ODD_VALUE, withOneValue } from './odd-bodies.js';

/** Most records of one part: what is given at once stays small. */
const MOST_IN_PART = 2000;
const TENANT = 'tenant-one';
const STARTED = Date.UTC(2026, 0, 1, 12);

const answered: SampleCall = {
  uuid: 'call-answered',
  // Beyond what a floating point number can tell apart.
  phone: '35799123458000000001',
  from: '90071992547409930',
  dialingAt: STARTED,
  ringingAt: STARTED + 4000,
  answeredAt: STARTED + 5001,
  endedAt: STARTED + 64_000,
};
const unanswered: SampleCall = { ...answered, uuid: 'call-unanswered', from: null, answeredAt: null };
const bare: SampleCall = { ...unanswered, uuid: 'call-bare', phone: null, ringingAt: null, endedAt: null };

/** That what a phone system tells of its own calls is read to the letter, one by one, and never half an answer for a whole one. */
export function describeFeed(rig: CurrentRig): void {
  const parts = (): { feed: CallFeed; samples: FeedSamples } => {
    const { provider, feed } = rig();
    if (provider.feed === undefined || feed === undefined) throw new Error('the rig has no feed');
    return { feed: provider.feed, samples: feed };
  };
  const fetched = (answer: RecordsAnswer, signal = neverAborted()): Promise<RecordsPart[]> => {
    rig().system.answerRecords?.(answer);
    return soon('the records', allParts(parts().feed, signal));
  };
  const whole = (records: readonly string[], tenant: string | null = TENANT): RecordsAnswer => ({
    kind: 'answer',
    body: parts().samples.document(records),
    tenant,
  });

  describe('records', () => {
    it('come whole, in order, and in parts that stay small', async () => {
      const uuids = Array.from({ length: 5000 }, (_, n) => `call-${n}`);
      const all = await fetched(
        whole(uuids.map((uuid) => parts().samples.record({ ...answered, uuid }, 'null'))),
      );
      expect(callsOf(all).map(({ uuid }) => uuid)).toEqual(uuids);
      for (const { records } of all) expect(records.length).toBeLessThanOrEqual(MOST_IN_PART);
    });

    it.each([TENANT, null])('name their tenant %s in every part', async (tenant) => {
      const record = parts().samples.record(answered, 'null');
      const all = await fetched(
        whole(
          Array.from({ length: 3000 }, () => record),
          tenant,
        ),
      );
      expect(all.length).toBeGreaterThan(1);
      expect(all.map((part) => part.tenant)).toEqual(all.map(() => tenant));
    });

    it('are none when there are none', async () => {
      const all = await fetched(whole([]));
      expect(all.flatMap(({ records }) => records)).toEqual([]);
    });

    it.each([
      ['an answered call', answered, HEARD.dialing | HEARD.ringing | HEARD.answered | HEARD.ended],
      ['an unanswered call', unanswered, HEARD.dialing | HEARD.ringing | HEARD.ended],
      ['a call of which little is known', bare, HEARD.dialing | HEARD.ended],
    ])('read %s to the letter, and what is null as what is left out', async (_what, call, heard) => {
      const { samples } = parts();
      const all = await fetched(whole([samples.record(call, 'null'), samples.record(call, 'left out')]));
      const [first, second] = callsOf(all);
      expect(first).toMatchObject({ ...call, heard });
      expect(second).toEqual(first);
      expectSoundCall(first);
    });

    it('keep what was sent', async () => {
      const record = parts().samples.record(answered, 'null');
      const [reading] = recordsOf(await fetched(whole([record])));
      expect(reading?.raw).toBe(record);
    });

    it('that are bad are told alone; the rest comes', async () => {
      const { samples } = parts();
      const good = samples.record(answered, 'null');
      const kinds = recordsOf(await fetched(whole([good, samples.bad, good]))).map((reading) => {
        if (reading.kind === 'unreadable') expectPlain([reading.field, reading.detail]);
        return [reading.kind, reading.raw];
      });
      expect(kinds).toEqual([
        ['call', good],
        ['unreadable', samples.bad],
        ['call', good],
      ]);
    });

    it.each<[string, (document: string) => RecordsAnswer, RecordsError['code']]>([
      ['an error', (body) => ({ kind: 'answer', status: 500, body, tenant: TENANT }), 'http_status'],
      ['a redirect', (body) => ({ kind: 'answer', status: 302, body, tenant: TENANT }), 'http_status'],
      [
        'HTML',
        () => ({ kind: 'answer', body: '<!doctype html><p>It works!</p>', tenant: TENANT }),
        'not_json',
      ],
      ['nothing', () => ({ kind: 'answer', body: '', tenant: TENANT }), 'incomplete'],
      [
        'half a document',
        (body) => ({ kind: 'answer', body: body.slice(0, body.length / 2), tenant: TENANT }),
        'incomplete',
      ],
      [
        'all but the last character',
        (body) => ({ kind: 'answer', body: body.slice(0, -1), tenant: TENANT }),
        'incomplete',
      ],
      ['a document and more', (body) => ({ kind: 'answer', body: `${body}]`, tenant: TENANT }), 'not_json'],
      ['a connection that breaks', (body) => ({ kind: 'cut', body }), 'incomplete'],
      ['silence', () => ({ kind: 'hang' }), 'timeout'],
    ])('are not had of %s', async (_what, answer, code) => {
      const records = Array.from({ length: 20 }, () => parts().samples.record(answered, 'null'));
      const problem = fetched(answer(parts().samples.document(records)));
      expect(await problemOf(problem)).toBe(code);
      await eventually('the connection is not kept for nothing', () => rig().system.connections() <= 1);
      // And the next answer is none the worse for it.
      expect(callsOf(await fetched(whole(records)))).toHaveLength(20);
    });

    it('are not had of nobody', async () => {
      await rig().system.goDown();
      expect(await problemOf(fetched(whole([])))).toBe('unreachable');
    });

    it('are let go when they are no longer wanted', async () => {
      const record = parts().samples.record(answered, 'null');
      rig().system.answerRecords?.(whole(Array.from({ length: 20_000 }, () => record)));
      for await (const part of parts().feed.records(null, neverAborted())) {
        expect(part.records.length).toBeGreaterThan(0);
        break;
      }
      await eventually('the connection is closed', () => rig().system.connections() === 0);

      const aborted = fetched({ kind: 'hang' }, AbortSignal.abort());
      expect(await problemOf(aborted)).toBeDefined();
      const control = new AbortController();
      const waiting = fetched({ kind: 'hang' }, control.signal);
      await eventually('the request is sent', () => rig().system.connections() === 1);
      control.abort();
      expect(await problemOf(waiting)).toBeDefined();
      await eventually('the connection is closed', () => rig().system.connections() === 0);
    });
  });

  describe('a webhook of the feed', () => {
    it.each([answered, unanswered])('of $uuid says what its record says', async (call) => {
      const { feed, samples } = parts();
      const [record] = callsOf(await fetched(whole([samples.record(call, 'null')])));
      for (const absent of ['null', 'left out'] as const) {
        const reading = feed.read(samples.webhook(call, absent, TENANT));
        expect(reading).toEqual({ kind: 'call', tenant: TENANT, call: record });
      }
    });

    it('without a tenant is read', () => {
      const { feed, samples } = parts();
      expect(feed.read(samples.webhook(answered, 'null', null))).toMatchObject({
        kind: 'call',
        tenant: null,
      });
    });

    it.each(['MOONWALKING', '__proto__', 'constructor'])('with the event %s is kept', (status) => {
      const { feed, samples } = parts();
      expect(feed.read(samples.unknown(status))).toMatchObject({ kind: 'unknown_status', status });
    });

    it.each(ODD_BODIES)('of %s is unreadable', (_what, text) => {
      const { feed, samples } = parts();
      const reading = feed.read({ ...samples.webhook(answered, 'null', TENANT), body: Buffer.from(text) });
      expect(reading.kind).toBe('unreadable');
      expectSound(reading);
    });

    it('of random bytes or JSON is read without a throw', () => {
      const { feed, samples } = parts();
      const genuine = samples.webhook(answered, 'null', TENANT);
      const body = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json({ stringUnit: 'binary', maxDepth: 6 }).map((json) => Buffer.from(json)),
      );
      fc.assert(
        fc.property(body, (bytes) => expectSound(feed.read({ ...genuine, body: bytes }))),
        { numRuns: 1000 },
      );
    });

    it('that is genuine but for one value, or its headers, is read without a throw', () => {
      const { feed, samples } = parts();
      const genuine = samples.webhook(answered, 'null', TENANT);
      const header = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.constant(undefined));
      const headers = fc.dictionary(fc.constantFrom(...Object.keys(genuine.headers)), header);
      fc.assert(
        fc.property(fc.nat(), ODD_VALUE, headers, (which, wrong, odd) => {
          const body = withOneValue(genuine.body, which, wrong);
          expectSound(feed.read({ ...genuine, body }));
          expectSound(feed.read({ ...genuine, headers: { ...genuine.headers, ...odd } }));
        }),
        { numRuns: 1000 },
      );
    });
  });
}

async function allParts(feed: CallFeed, signal: AbortSignal): Promise<RecordsPart[]> {
  const parts: RecordsPart[] = [];
  for await (const part of feed.records(null, signal)) parts.push(part);
  return parts;
}

function recordsOf(parts: readonly RecordsPart[]): RecordReading[] {
  return parts.flatMap(({ records }) => records);
}

function callsOf(parts: readonly RecordsPart[]): CallReading[] {
  return recordsOf(parts).map((reading) => {
    if (reading.kind !== 'call') throw new Error(`unreadable ${reading.field}: ${reading.detail}`);
    return reading.call;
  });
}

/** The code of the {@link RecordsError} that it throws. */
async function problemOf(records: Promise<unknown>): Promise<RecordsError['code']> {
  const error: unknown = await records.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RecordsError)) throw error;
  expectPlain([error.message]);
  return error.code;
}

/** A reading that can be stored and shown, whatever it was read from. */
function expectSound(reading: FeedReading): void {
  expectPlain([reading.tenant]);
  if (reading.kind === 'call') expectSoundCall(reading.call);
  else if (reading.kind === 'unknown_status') expectPlain([reading.uuid, reading.status]);
  else {
    expect(reading.field).not.toBe('');
    expectPlain([reading.field, reading.detail]);
  }
}

function expectSoundCall(call: CallReading | undefined): void {
  if (call === undefined) throw new Error('no call');
  expect(call.uuid).not.toBe('');
  expect(call.uuid.length).toBeLessThanOrEqual(200);
  expect(call.heard & ~(HEARD.dialing | HEARD.ringing | HEARD.answered | HEARD.ended)).toBe(0);
  for (const at of [call.dialingAt, call.ringingAt, call.answeredAt, call.endedAt]) {
    expect(at === null || Number.isSafeInteger(at)).toBe(true);
  }
  expect(call.direction).toBe(call.direction?.toLowerCase() ?? null);
  const { phone, from, callerName, direction, duration, recording } = call;
  expectPlain([call.uuid, call.status, phone, from, callerName, direction, duration, recording]);
}

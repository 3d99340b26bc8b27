import { describe, expect, it } from '@jest/globals';
import { HEARD } from '@ringside/telephony';
import fc from 'fast-check';
import { reading } from '../testing/feed-harness.js';
import {
  factsOf,
  HAS_RECORD,
  mergeFacts,
  MERGED,
  NO_FACTS,
  sameFacts,
  stateOf,
  type CallFacts,
} from './call-facts.js';

const time = fc.option(fc.oneof(fc.constantFrom(0, 1, 2, -1, 4e12), fc.integer()), { nil: null });
const text = fc.option(
  fc.oneof(fc.constantFrom('', 'a', 'A', 'é', '\uffff', '😀', '9', '10'), fc.string({ unit: 'binary' })),
  { nil: null },
);
/** Any facts, those no phone system could tell included. */
const facts: fc.Arbitrary<CallFacts> = fc.record({
  heard: fc.nat(15),
  fromRecord: fc.nat(2 * HAS_RECORD - 1),
  dialingAt: time,
  ringingAt: time,
  answeredAt: time,
  endedAt: time,
  phone: text,
  from: text,
  callerName: text,
  direction: text,
  duration: text,
  recording: text,
});

describe('mergeFacts is a join of any facts, also of such that contradict each other', () => {
  const runs = { numRuns: 2000 };

  it('commutative', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(mergeFacts(a, b)).toEqual(mergeFacts(b, a));
      }),
      runs,
    );
  });

  it('associative', () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)));
      }),
      runs,
    );
  });

  it('idempotent, and what is joined is in it', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(mergeFacts(a, a)).toEqual(a);
        const both = mergeFacts(a, b);
        expect(mergeFacts(both, a)).toEqual(both);
        expect(sameFacts(mergeFacts(both, b), both)).toBe(true);
      }),
      runs,
    );
  });

  it('with NO_FACTS as its neutral element', () => {
    fc.assert(
      fc.property(facts, (a) => {
        expect(mergeFacts(a, NO_FACTS)).toEqual(a);
        expect(mergeFacts(NO_FACTS, a)).toEqual(a);
      }),
      runs,
    );
  });

  it('and tells nothing but what one of them told', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const both = mergeFacts(a, b);
        for (const { field } of MERGED) expect([a[field], b[field]]).toContain(both[field]);
      }),
      runs,
    );
  });
});

describe('sameFacts', () => {
  it.each(['heard', 'fromRecord', ...MERGED.map(({ field }) => field)] as const)('looks at %s', (field) => {
    expect(sameFacts(NO_FACTS, { ...NO_FACTS, [field]: 1 })).toBe(false);
    expect(sameFacts(NO_FACTS, { ...NO_FACTS })).toBe(true);
  });
});

describe('of two values', () => {
  const told = (source: 'webhook' | 'record', given: Parameters<typeof reading>[1]): CallFacts =>
    factsOf(reading('dialing', given), source);

  it.each([
    ['the earlier beginning', { dialingAt: 5 }, { dialingAt: 3 }, 3],
    ['the earlier ring', { ringingAt: 5 }, { ringingAt: 3 }, 3],
    ['the earlier answer', { answeredAt: 3 }, { answeredAt: 5 }, 3],
    ['the later end', { endedAt: 3 }, { endedAt: 5 }, 5],
    ['one rather than none', { callerName: null }, { callerName: '' }, ''],
    ['the greater text, by code point', { callerName: '\uffff' }, { callerName: '😀' }, '😀'],
    ['the longer of two that begin alike', { duration: '6' }, { duration: '64' }, '64'],
  ])('of one source: %s', (_, a, b, stays) => {
    const [field] = Object.keys(a) as [keyof CallFacts];
    for (const source of ['webhook', 'record'] as const) {
      expect(mergeFacts(told(source, a), told(source, b))[field]).toBe(stays);
    }
  });

  it('that of a record stands above that of a webhook, field by field', () => {
    const record = told('record', { dialingAt: 9, endedAt: 1 });
    const webhook = told('webhook', { dialingAt: 3, endedAt: 5, phone: '1' });
    expect(mergeFacts(record, webhook)).toMatchObject({ dialingAt: 9, endedAt: 1, phone: '1' });
    expect(record.fromRecord).toBe(HAS_RECORD | 1 | 8);
    expect(webhook.fromRecord).toBe(0);
  });
});

describe('stateOf', () => {
  it.each([
    ['dialing', 0, null, null, false],
    ['dialing', HEARD.dialing, null, null, false],
    ['ringing', HEARD.ringing, null, null, false],
    ['ringing', HEARD.dialing, 5, null, false],
    ['answered', HEARD.answered, null, null, false],
    ['answered', HEARD.ringing, 5, 6, false],
    ['answered', HEARD.answered | HEARD.ringing, null, null, false],
    ['no_answer', HEARD.ended, null, null, false],
    ['no_answer', HEARD.ended | HEARD.ringing, 5, null, false],
    ['completed', HEARD.ended | HEARD.answered, null, null, false],
    ['completed', HEARD.ended, null, 6, false],
    ['no_answer', HEARD.ringing, 5, null, true],
    ['completed', HEARD.answered, null, null, true],
    ['completed', HEARD.ended | HEARD.answered, null, null, true],
  ] as const)(
    '%s: heard %i, ringing at %s, answered at %s, closed %s',
    (state, heard, ringingAt, answeredAt, closed) => {
      expect(stateOf({ ...NO_FACTS, heard, ringingAt, answeredAt }, closed)).toBe(state);
    },
  );

  it('an end time alone ends nothing: some phone systems send one that lies ahead', () => {
    expect(stateOf({ ...NO_FACTS, heard: HEARD.answered, endedAt: 9 }, false)).toBe('answered');
  });
});

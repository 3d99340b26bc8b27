import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { CallReading, RawWebhook } from '@ringside/telephony';
import fc from 'fast-check';
import { readRecord, readWebhook } from './pbx.feed.js';
import { readCall } from './read-call.js';

interface Fixture {
  readonly what: string;
  readonly in: string;
  /** Times as text; what is left out is null. */
  readonly out: Readonly<Record<string, string | number>>;
}
const fixtures = JSON.parse(
  readFileSync(new URL('./fixtures/records.json', import.meta.url), 'utf8'),
) as readonly Fixture[];

const NOTHING: Omit<CallReading, 'uuid' | 'status' | 'heard'> = {
  ...{ dialingAt: null, ringingAt: null, answeredAt: null, endedAt: null },
  ...{ phone: null, from: null, callerName: null, direction: null, duration: null, recording: null },
};

function webhook(body: string | Buffer, headers: RawWebhook['headers'] = {}): RawWebhook {
  return { method: 'POST', url: 'http://x/', headers, body: Buffer.from(body) };
}

/** The record with these fields, which must be readable. */
function call(fields: object, source: 'record' | 'webhook' = 'record'): CallReading {
  const reading = readCall(JSON.stringify({ uuid: 'a', action: 'HANGUP', ...fields }), source);
  if (reading.kind !== 'call') throw new Error(`${reading.field}: ${reading.detail}`);
  return reading.call;
}

describe('a record and a webhook', () => {
  it.each(fixtures)('$what', (fixture) => {
    const expected: Record<string, unknown> = { ...NOTHING, ...fixture.out };
    for (const name of ['dialingAt', 'ringingAt', 'answeredAt', 'endedAt']) {
      const time = expected[name];
      expected[name] = typeof time === 'string' ? Date.parse(time) : null;
    }
    expect(readRecord(fixture.in)).toEqual({ kind: 'call', call: expected, raw: fixture.in });
    expect(readWebhook(webhook(fixture.in))).toEqual({ kind: 'call', tenant: null, call: expected });
  });

  it.each<[string, string]>([
    ['body', ''],
    ['body', '{"uuid":"a"'],
    ['body', '5'],
    ['body', 'null'],
    ['body', '[{"uuid":"a","action":"RING"}]'],
    ['uuid', '{"action":"RING"}'],
    ['uuid', '{"uuid":null,"action":"RING"}'],
    ['uuid', '{"uuid":" ","action":"RING"}'],
    ['uuid', '{"uuid":{},"action":"RING"}'],
    ['uuid', '{"uuid":true,"action":"RING"}'],
    ['uuid', `{"uuid":"${'x'.repeat(201)}","action":"RING"}`],
    ['uuid', '{"uuid":"a\\u0000b","action":"RING"}'],
    ['uuid', '{"uuid":"a\\ud800","action":"RING"}'],
    ['uuid', '{"uuid":"a\\ufffd","action":"RING"}'],
    ['action', '{"uuid":"a","action":{}}'],
    ['call_start', '{"uuid":"a","action":"RING","call_start":1598456972}'],
    ['call_start', '{"uuid":"a","action":"RING","call_start":"1598456972"}'],
    ['ring_start', '{"uuid":"a","action":"RING","ring_start":"2020-02-30T00:00:00Z"}'],
    ['answer_start', '{"uuid":"a","action":"RING","answer_start":"yesterday"}'],
    ['call_end', '{"uuid":"a","action":"RING","call_end":"0000-01-01T00:00:00Z"}'],
    ['call_end', '{"uuid":"a","action":"RING","call_end":false}'],
    ['caller_number', '{"uuid":"a","action":"RING","caller_number":[1]}'],
    ['destination_number', `{"uuid":"a","action":"RING","destination_number":${'1'.repeat(101)}}`],
    ['duration', '{"uuid":"a","action":"RING","duration":{"s":1}}'],
    ['caller_name', '{"uuid":"a","action":"RING","caller_name":true}'],
    ['recording', `{"uuid":"a","action":"RING","recording":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('is unreadable by its %s: %s', (field, text) => {
    expect(readRecord(text)).toMatchObject({ kind: 'unreadable', field, raw: text });
    expect(readWebhook(webhook(text))).toMatchObject({ kind: 'unreadable', field });
  });

  it('take null, an empty text and nothing for the same, in every field', () => {
    const names = ['caller_name', 'caller_number', 'destination_number', 'direction', 'call_start'];
    const more = ['ring_start', 'answer_start', 'call_end', 'duration', 'recording'];
    const state = fc.constantFrom(undefined, null, '');
    const fields = fc.record(Object.fromEntries([...names, ...more].map((name) => [name, state])));
    fc.assert(fc.property(fields, (given) => expect(call(given)).toEqual(call({}))));
  });

  it('read numbers character by character', () => {
    const digits = fc.oneof(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 40n }).map(String),
      fc.bigInt({ min: 2n ** 53n - 9n, max: 2n ** 53n + 9n }).map(String),
      fc.stringMatching(/^-?(0|[1-9]\d{0,40})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/),
    );
    const space = fc.constantFrom('', ' ', '\n\t');
    const other = fc.constantFrom('null', '[1.50,{"duration":2.0}]', '"at:1.0,"', '64.25');
    fc.assert(
      fc.property(digits, digits, digits, space, other, (from, phone, duration, gap, more) => {
        const text =
          `{"uuid":"a","caller_number":${gap}${from}${gap},"action":"HANGUP"${gap},"other":${more},` +
          `"destination_number":${phone},${gap}"duration":${duration}${gap}}`;
        const reading = readCall(text, 'record');
        expect(reading).toMatchObject({ kind: 'call', call: { from, phone, duration } });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a record', () => {
  const time = '2020-08-26T15:49:32Z';

  it('that has an end has ended, whatever its event', () => {
    expect(call({ action: 'RING', call_end: time, duration: 3 })).toMatchObject({ heard: 10, duration: '3' });
    expect(call({ action: null, call_end: time })).toMatchObject({ heard: 8, status: '' });
  });

  it('of a call that goes on has no duration yet', () => {
    expect(call({ action: 'ANSWERED', duration: 3 })).toMatchObject({ heard: 4, duration: null });
  });

  it('with an event that nobody knows is read by its times', () => {
    const reading = call({ action: 'PARKED', ring_start: time, call_start: time });
    expect(reading).toMatchObject({ status: 'PARKED', heard: 3 });
    expect(call({ action: '__proto__' })).toMatchObject({ heard: 0 });
  });
});

describe('a webhook', () => {
  it('has not ended by a time alone', () => {
    const ringing = call({ action: 'RING', call_end: '2020-08-26T15:49:32Z', duration: 9 }, 'webhook');
    expect(ringing).toMatchObject({ heard: 2, duration: null });
  });

  it('must have an event', () => {
    for (const body of ['{"uuid":"a"}', '{"uuid":"a","action":null}', '{"uuid":"a","action":" "}']) {
      expect(readWebhook(webhook(body))).toMatchObject({ kind: 'unreadable', field: 'action' });
    }
  });

  it.each([
    [undefined, null],
    ['', null],
    [' t-1 ', 't-1'],
    [['t-1', 't-2'], 't-1'],
    [[], null],
    ['x'.repeat(300), 'x'.repeat(200)],
    ['a\u0000b', 'a b'],
  ])('of the tenant %j is of %j', (given, tenant) => {
    const body = '{"uuid":"a","action":"RING"}';
    expect(readWebhook(webhook(body, { 'tenant-uuid': given }))).toMatchObject({ kind: 'call', tenant });
  });

  it('that is not UTF-8 is read as far as it goes, but never its id', () => {
    const name = Buffer.from('{"uuid":"a","action":"RING","caller_name":"Jos\u00e9"}', 'latin1');
    expect(readWebhook(webhook(name))).toMatchObject({ kind: 'call', call: { callerName: 'Jos\ufffd' } });
    const id = Buffer.from('{"uuid":"Jos\u00e9","action":"RING"}', 'latin1');
    expect(readWebhook(webhook(id))).toMatchObject({ kind: 'unreadable', field: 'uuid' });
  });

  it('may begin with a byte order mark', () => {
    expect(readWebhook(webhook('\ufeff{"uuid":"a","action":"RING"}')).kind).toBe('call');
  });
});

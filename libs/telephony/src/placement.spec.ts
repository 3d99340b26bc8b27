import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placementOutcomeOf } from './placement.js';
import type { HttpEnding, PlacementReply } from './placement.js';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

function outcome(ending: HttpEnding, reply: PlacementReply = { kind: 'unreadable', detail: 'empty' }) {
  return placementOutcomeOf(ending, () => reply, NOW);
}
function response(status: number, headers: Record<string, string> = {}): HttpEnding {
  return { kind: 'response', status, headers, body: new Uint8Array() };
}

const id: PlacementReply = { kind: 'id', providerCallId: '1234' };
const error: PlacementReply = { kind: 'error', reason: 'unknown phone' };

describe('placementOutcomeOf', () => {
  it.each([
    [200, id, { kind: 'accepted', providerCallId: '1234' }],
    [201, { kind: 'id', providerCallId: null } as const, { kind: 'accepted', providerCallId: null }],
    [200, error, { kind: 'failed', reason: 'unknown phone' }],
    [200, undefined, { kind: 'unknown', reason: 'unreadable answer: empty' }],
    [204, undefined, { kind: 'unknown' }],
    [400, error, { kind: 'failed', reason: 'unknown phone (HTTP 400)' }],
    [401, undefined, { kind: 'failed', reason: 'HTTP 401' }],
    [404, undefined, { kind: 'failed' }],
    [422, id, { kind: 'failed' }],
    [499, undefined, { kind: 'failed' }],
    [408, error, { kind: 'unknown' }],
    [429, error, { kind: 'refused', retryAfterMs: null, reason: 'unknown phone (HTTP 429)' }],
    [503, undefined, { kind: 'refused', retryAfterMs: null, reason: 'HTTP 503' }],
    [500, error, { kind: 'unknown' }],
    [500, id, { kind: 'unknown' }],
    [502, undefined, { kind: 'unknown' }],
    [504, undefined, { kind: 'unknown' }],
    [599, undefined, { kind: 'unknown' }],
    [302, undefined, { kind: 'unknown' }],
    [303, id, { kind: 'unknown' }],
    [600, id, { kind: 'unknown' }],
  ])('%d with %j', (status, reply, expected) => {
    expect(outcome(response(status), reply)).toMatchObject(expected);
  });

  it.each([301, 307, 308])('%d is refused and says where to', (status) => {
    expect(outcome(response(status, { location: 'https://pbx.example/call' }))).toEqual({
      kind: 'refused',
      reason: `HTTP ${status}, moved to https://pbx.example/call`,
      retryAfterMs: null,
    });
  });

  it('nothing written is refused; anything after is unknown', () => {
    expect(outcome({ kind: 'not_sent', code: 'dns', detail: 'no such name' })).toEqual({
      kind: 'refused',
      reason: 'dns: no such name',
      retryAfterMs: null,
    });
    for (const code of ['timeout', 'reset', 'aborted', 'too_large', 'bad_response']) {
      expect(outcome({ kind: 'lost', code, detail: '' })).toMatchObject({ kind: 'unknown' });
    }
  });

  it.each<[string, Record<string, string>, number | null]>([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['the cap', { 'retry-after': '86400' }, 300_000],
    ['more than a number holds', { 'retry-after': '9'.repeat(400) }, 300_000],
    ['none', {}, null],
    ['zero', { 'retry-after': '0' }, null],
    ['negative', { 'retry-after': '-5' }, null],
    ['words', { 'retry-after': 'soon' }, null],
    ['a date by our clock', { 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
    [
      'a date by their clock, an hour off',
      { 'retry-after': 'Thu, 01 Jan 2026 13:00:30 GMT', date: 'Thu, 01 Jan 2026 13:00:00 GMT' },
      30_000,
    ],
    ['a date that has passed', { 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, null],
    ['a date far off', { 'retry-after': 'Fri, 01 Jan 2027 12:00:00 GMT' }, 300_000],
    ['no date at all', { 'retry-after': 'Thu, 99 Foo 2026 GMT' }, null],
  ])('Retry-After: %s', (_what, headers, expected) => {
    for (const status of [429, 503]) {
      expect(outcome(response(status, headers))).toMatchObject({ kind: 'refused', retryAfterMs: expected });
    }
  });

  it('a reader that throws has read nothing', () => {
    const throwing = (): PlacementReply => {
      throw new TypeError('no');
    };
    expect(placementOutcomeOf(response(200), throwing, NOW)).toMatchObject({ kind: 'unknown' });
    expect(placementOutcomeOf(response(400), throwing, NOW)).toMatchObject({ kind: 'failed' });
  });

  it('reasons and ids can be stored whatever they were', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 2000 }),
        fc.integer({ min: 100, max: 599 }),
        (words, status) => {
          for (const reply of [
            { kind: 'error', reason: words },
            { kind: 'id', providerCallId: words },
          ] as const) {
            const text = JSON.stringify(outcome(response(status, { location: words }), reply));
            expect(text.length).toBeLessThan(2100);
            expect(JSON.parse(text).reason ?? '').not.toContain('\u0000');
            expect(JSON.parse(text).providerCallId ?? '').not.toContain('\u0000');
          }
        },
      ),
    );
  });

  it('says accepted for a 2xx with an id and for nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 999 }),
        fc.constantFrom(id, error, { kind: 'unreadable', detail: '' } as const),
        (status, reply) => {
          const accepted = outcome(response(status), reply).kind === 'accepted';
          expect(accepted).toBe(status >= 200 && status <= 299 && reply.kind === 'id');
        },
      ),
    );
  });
});

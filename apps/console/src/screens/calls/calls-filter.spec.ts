import { describe, expect, it } from '@jest/globals';
import type { CallFilter } from '@ringside/contracts';
import { filterOf, localOf, momentOfLocal } from './calls-filter.js';

const read = (query: string): CallFilter => {
  const params = new URLSearchParams(query);
  return filterOf((name) => params.get(name));
};

describe('the filter in the address', () => {
  it('is read whole', () => {
    const tenant = '0198f000-0000-7000-8000-000000000001';
    expect(
      read(
        `state=in_flight&direction=inbound&number=%2B357-991&origin=pbx&tenant=${tenant}&from=2026-03-01T10:00Z`,
      ),
    ).toEqual({
      state: 'in_flight',
      direction: 'inbound',
      number: '357991',
      origin: 'pbx',
      tenant,
      from: '2026-03-01T10:00:00.000Z',
    });
  });

  it.each(['state=asleep', 'number=12', 'origin=moon', 'tenant=1', 'from=yesterday', 'to=', 'direction='])(
    'leaves out what makes no sense: %s',
    (query) => expect(read(query)).toEqual({}),
  );

  it('takes times as the field shows them, in the zone of the viewer', () => {
    const moment = momentOfLocal('2026-03-01T10:30');
    expect(moment).toBe(new Date(2026, 2, 1, 10, 30).toISOString());
    expect(localOf(moment ?? undefined)).toBe('2026-03-01T10:30');
    expect([momentOfLocal(''), localOf(undefined), localOf('x')]).toEqual([null, '', '']);
  });
});

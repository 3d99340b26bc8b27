import { describe, expect, it } from '@jest/globals';
import { HAS_RECORD, NO_FACTS, type PbxCall } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import { callView } from './views.js';

const AT = Date.UTC(2026, 10, 20, 12);
const call: PbxCall = {
  ...NO_FACTS,
  id: 'id',
  accountId: 'account',
  connectionId: 'connection',
  tenantId: 'tenant',
  uuid: 'uuid',
  createdAt: AT,
  state: 'completed',
  reason: null,
  deadlineAt: null,
  closedAt: null,
  heard: HEARD.dialing | HEARD.answered | HEARD.ended,
  dialingAt: AT,
  answeredAt: AT + 2000,
  endedAt: AT + 62_500,
  phone: '35799123458',
  from: '35725262136',
  duration: '62.5',
};
const view = (more: Partial<PbxCall>) =>
  callView({ origin: 'pbx', call: { ...call, ...more } }, AT + 3600_000);

describe('a call of a phone system', () => {
  it('is shown as it was given, with talk time from the answer to the end', () => {
    expect(view({})).toMatchObject({
      origin: 'pbx',
      name: '35799123458',
      campaign_id: null,
      provider_call_id: 'uuid',
      duration: '62.5',
      talk_time: 60.5,
      flags: [],
      has_record: false,
      end_estimated: false,
      ended_at: '2026-11-20T12:01:02.500Z',
    });
    expect(view({ fromRecord: HAS_RECORD | 1 }).has_record).toBe(true);
    expect(view({ phone: null }).name).toBe('uuid');
  });

  it('that its deadline closed ended then, as far as is known', () => {
    const closed = { heard: HEARD.answered, endedAt: null, closedAt: AT + 9000, reason: 'unknown_end' };
    expect(view(closed)).toMatchObject({
      end_estimated: true,
      ended_at: '2026-11-20T12:00:09.000Z',
      talk_time: null,
      flags: ['end_estimated'],
    });
  });

  it('whose end was told after all has that end, or none when it was not said', () => {
    const told = { closedAt: AT + 9000 };
    expect(view(told)).toMatchObject({
      end_estimated: false,
      ended_at: '2026-11-20T12:01:02.500Z',
      flags: [],
    });
    expect(view({ ...told, endedAt: null })).toMatchObject({ ended_at: null, flags: ['no_end_time'] });
  });

  it('with impossible times keeps them, and is flagged', () => {
    const { flags, talk_time, answered_at } = view({ answeredAt: AT + 90_000, duration: '-5' });
    expect(flags).toEqual(['negative_duration', 'negative_talk', 'out_of_order']);
    expect([talk_time, answered_at]).toEqual([null, '2026-11-20T12:01:30.000Z']);
    expect(view({ endedAt: AT + 86_400_000 }).flags).toEqual(['in_future']);
  });
});

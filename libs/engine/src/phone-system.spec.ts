import { describe, expect, it } from '@jest/globals';
import { brakesOf, type Campaign } from './index.js';
import { Harness, LOST, NO_BRAKES, REFUSED } from './testing/harness.js';

const CAN = { hangUp: true, reconcile: true };

describe('a call that the phone system does not have any more', () => {
  const gone = (h: Harness, position: number): unknown =>
    h.step({ type: 'reconciled', callId: h.callOf(position).id, result: 'gone' });

  it.each([
    ['answered', 'completed', true],
    ['ringing', 'no_answer', false],
    ['dialing', 'failed', false],
  ] as const)('%s: it ends at once, and nobody is asked to hang it up', (state, end, estimated) => {
    const h = new Harness(2, { lines: 1 }, { provider: CAN }).start();
    h.reply(1);
    if (state !== 'dialing') h.signal(1, state);
    gone(h, 1);
    expect(h.end(1)).toEqual([end, 'ended_unseen']);
    expect(h.callOf(1)).toMatchObject({ endEstimated: estimated, endedAt: h.now, deadlineAt: null });
    expect(h.effects('hang_up')).toEqual([]);
    expect(h.placed()).toEqual([1, 2]);
  });

  it('unknown, with its request answered: it has failed', () => {
    const h = new Harness(1, {}, { provider: CAN }).start();
    h.reply(1, LOST);
    gone(h, 1);
    expect(h.end(1)).toEqual(['failed', 'placement_unknown']);
  });

  it('after a restart a request that was under way is unknown, and stays so', () => {
    const h = new Harness(1, {}, { provider: CAN }).start();
    h.restart();
    h.step({ type: 'grace', ms: 15_000 });
    gone(h, 1);
    expect(h.end(1)).toEqual(['failed', 'placement_unknown']);
  });

  it('one that is being placed, was refused, or whose reply is overdue is not there yet', () => {
    const h = new Harness(9, { lines: 3 }, { provider: CAN }).start();
    gone(h, 1);
    expect(h.callOf(1).state).toBe('placing');
    h.tick(10_000);
    gone(h, 1);
    expect(h.callOf(1)).toMatchObject({ state: 'unknown', placementOpen: true });
    h.reply(2, REFUSED);
    gone(h, 2);
    expect(h.callOf(2)).toMatchObject({ state: 'placing', placementOpen: false });
  });

  it('one that nobody knows of, or whose deadline has not passed, goes on', () => {
    const h = new Harness(1, {}, { provider: CAN }).start();
    h.reply(1);
    for (const result of ['not_found', 'found', 'no_answer'] as const)
      h.step({ type: 'reconciled', callId: h.callOf(1).id, result });
    expect(h.callOf(1).state).toBe('dialing');
    h.step({ type: 'reconciled', callId: 'nobody', result: 'gone' });
  });
});

describe('answering machines', () => {
  const answered = (machineDetection: Campaign['machineDetection'], hangUp = true): Harness => {
    const h = new Harness(1, { machineDetection }, { provider: { hangUp, reconcile: false } }).start();
    h.reply(1);
    h.signal(1, 'answered');
    return h;
  };

  it('hang_up: the call is hung up once, whenever and however often the phone system says so', () => {
    const h = answered('hang_up');
    const applied = { kind: 'signal', outcome: 'applied' };
    expect(h.signal(1, 'answered', { answeredBy: 'machine' })).toEqual(applied);
    expect(h.signal(1, 'answered', { answeredBy: 'machine' })).toEqual({
      kind: 'signal',
      outcome: 'duplicate',
    });
    expect(h.effects('hang_up')).toMatchObject([{ reason: 'answering_machine' }]);
    expect(h.callOf(1)).toMatchObject({ state: 'answered', answeredBy: 'machine' });
    h.signal(1, 'completed');
    expect(h.end(1)).toEqual(['completed', 'answering_machine']);
    expect(h.factTypes().filter((type) => type === 'call.answered_by')).toHaveLength(1);
  });

  it('hang_up: known with the answer, or before it', () => {
    for (const first of ['ringing', 'answered'] as const) {
      const h = new Harness(1, { machineDetection: 'hang_up' }, { provider: CAN }).start();
      h.reply(1);
      h.signal(1, first, { answeredBy: 'machine' });
      if (first === 'ringing') expect(h.effects('hang_up')).toEqual([]);
      h.signal(1, 'answered');
      expect(h.effects('hang_up')).toMatchObject([{ reason: 'answering_machine' }]);
    }
  });

  it('hang_up: a person is not, nor one that a person has hung up already', () => {
    const h = answered('hang_up');
    h.signal(1, 'answered', { answeredBy: 'human' });
    h.signal(1, 'answered', { answeredBy: 'machine' });
    expect(h.effects('hang_up')).toEqual([]);
    const other = answered('hang_up');
    other.step({ type: 'hang_up', callId: other.callOf(1).id });
    other.signal(1, 'answered', { answeredBy: 'machine' });
    expect(other.effects('hang_up')).toMatchObject([{ reason: 'hung_up' }]);
    other.signal(1, 'completed');
    expect(other.end(1)).toEqual(['completed', 'hung_up']);
  });

  it('hang_up: again after a restart, which may have come before the hanging up', () => {
    const h = answered('hang_up');
    h.signal(1, 'answered', { answeredBy: 'machine' });
    h.restart();
    h.tick();
    h.tick();
    expect(h.effects('hang_up')).toMatchObject([{ reason: 'answering_machine' }]);
    h.signal(1, 'completed');
    expect(h.end(1)).toEqual(['completed', 'answering_machine']);
  });

  it('detect, or a phone system that cannot hang up: told, and the call goes on', () => {
    for (const h of [answered('detect'), answered('hang_up', false)]) {
      h.signal(1, 'answered', { answeredBy: 'machine' });
      expect(h.effects('hang_up')).toEqual([]);
      expect(h.facts.find(({ type }) => type === 'call.answered_by')?.data).toMatchObject({
        state: 'answered',
        answered_by: 'machine',
      });
      h.signal(1, 'completed');
      expect(h.end(1)).toEqual(['completed', null]);
    }
  });
});

it('a number that the network marked is kept, with the end it came with', () => {
  const h = new Harness(1).start();
  h.reply(1);
  h.signal(1, 'rejected', { reason: '607', doNotCall: true });
  expect(h.callOf(1)).toMatchObject({ state: 'rejected', reason: '607', doNotCall: true });
});

describe('a phone system that is down', () => {
  const world = (lines: number): { h: Harness; set: (detail: string | null) => void } => {
    let down: string | null = null;
    const h = new Harness(9, { lines }, { brakes: brakesOf(NO_BRAKES, () => down), provider: CAN }).start();
    const set = (detail: string | null): void => {
      down = detail;
      h.tick();
    };
    return { h, set };
  };

  it('holds the campaign, which says so at once, though every line is taken, and goes on at once', () => {
    const { h, set } = world(2);
    h.reply(1);
    expect(h.placed()).toEqual([1, 2]);
    set('It does not answer.');
    expect(h.engine.campaign.holding).toMatchObject({
      code: 'phone_system_down',
      detail: 'It does not answer.',
      since: h.now,
    });
    h.signal(1, 'answered');
    h.signal(1, 'completed');
    h.tick(60_000);
    expect(h.placed()).toEqual([]);
    set(null);
    expect(h.engine.campaign.holding).toBeNull();
    expect(h.placed()).toContain(3);
  });

  it('says when it is down for another reason, since the same time', () => {
    const { h, set } = world(1);
    set('It does not answer.');
    const since = h.now;
    h.now += 5000;
    set('It refuses the password.');
    set('It refuses the password.');
    expect(h.engine.campaign.holding).toMatchObject({ detail: 'It refuses the password.', since });
    expect(h.factTypes().filter((type) => type === 'campaign.held')).toHaveLength(2);
  });

  it('is not asked again for what it refused', () => {
    const { h, set } = world(1);
    h.reply(1, REFUSED);
    h.placed();
    set('It does not answer.');
    expect(h.engine.campaign.holding?.code).toBe('phone_system_down');
    h.tick(60_000);
    expect(h.placed()).toEqual([]);
    set(null);
    expect(h.placed()).toEqual([1]);
  });
});

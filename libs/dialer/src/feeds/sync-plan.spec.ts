import { describe, expect, it } from '@jest/globals';
import { SyncPlan } from './sync-plan.js';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

describe('by schedule', () => {
  it('the next sync counts from the last, and none is due in between', () => {
    const plan = new SyncPlan(10 * MINUTE);
    plan.countFrom(NOW - 4 * MINUTE, NOW);
    expect(plan.scheduledAt).toBe(NOW + 6 * MINUTE);
    expect(plan.due(NOW + 6 * MINUTE - 1)).toBeNull();
    expect(plan.due(NOW + 6 * MINUTE)).toBe('schedule');
  });

  it.each([
    ['there was none yet', -Infinity],
    ['the last one is long ago', NOW - 100 * MINUTE],
  ])('it is soon, but not at once, when %s', (_what, last) => {
    const plan = new SyncPlan(10 * MINUTE);
    plan.countFrom(last, NOW);
    expect(plan.due(NOW)).toBeNull();
    expect(plan.due(NOW + 1000)).toBe('schedule');
  });

  it('nothing is due without one', () => {
    const plan = new SyncPlan(null);
    plan.countFrom(-Infinity, NOW);
    expect(plan.scheduledAt).toBeNull();
    expect(plan.due(NOW + 1e12)).toBeNull();
  });
});

describe('what is asked for', () => {
  it('is due at once, until records are fetched that are not older', () => {
    const plan = new SyncPlan(null);
    plan.want('manual', NOW);
    plan.fetching(NOW - 1);
    expect(plan.due(NOW)).toBe('manual');
    plan.fetching(NOW);
    expect(plan.due(NOW)).toBeNull();
  });

  it('comes before the schedule', () => {
    const plan = new SyncPlan(MINUTE);
    plan.countFrom(NOW - MINUTE, NOW - 1000);
    plan.want('manual', NOW);
    expect(plan.due(NOW)).toBe('manual');
  });

  it('waits for ten seconds when it could not be begun', () => {
    const plan = new SyncPlan(null);
    plan.want('manual', NOW);
    plan.putOff(NOW);
    expect(plan.due(NOW + 9999)).toBeNull();
    expect(plan.due(NOW + 10_000)).toBe('manual');
  });
});

describe('overdue ends of calls', () => {
  it('ask for a sync once a minute at most, and the schedule goes on meanwhile', () => {
    const plan = new SyncPlan(MINUTE / 2);
    plan.countFrom(NOW, NOW);
    plan.wantEnds(NOW);
    expect(plan.due(NOW)).toBe('deadline');
    plan.begun('deadline', NOW);
    plan.fetching(NOW);
    plan.wantEnds(NOW + 1000);
    expect(plan.due(NOW + 1000)).toBeNull();
    expect(plan.due(NOW + MINUTE / 2)).toBe('schedule');
    expect(plan.due(NOW + MINUTE)).toBe('deadline');
  });

  it('do not take the place of what somebody asked for', () => {
    const plan = new SyncPlan(null);
    plan.want('manual', NOW);
    plan.wantEnds(NOW);
    expect(plan.due(NOW)).toBe('manual');
  });
});

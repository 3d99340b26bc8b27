import { expect, it } from '@jest/globals';
import { power } from './policies/power.js';
import { predictive } from './policies/predictive.js';
import { logDecision, replay } from './replay.js';
import { aSnapshot } from './testing/a-snapshot.js';

const snapshots = [1, 2, 3].map((idle) => aSnapshot({ idle }));

it('tells where a log was written by another policy, and what each says', () => {
  const other: typeof power = (snapshot) => {
    const decision = power(snapshot);
    return snapshot.callers.idle === 2 ? { ...decision, dial: 5 } : decision;
  };
  const log = snapshots.map((snapshot) => logDecision(snapshot, other(snapshot)));
  const [second] = snapshots.slice(1);
  expect(replay(log, power)).toEqual([
    { index: 1, logged: expect.objectContaining({ dial: 5 }), replayed: second && power(second) },
  ]);
});

it('tells of reasons that differ by the last bit', () => {
  const policy = predictive();
  const log = snapshots.map((snapshot) => {
    const { dial, reasons } = policy(snapshot);
    const threshold = (reasons.threshold ?? 0) * (1 + Number.EPSILON);
    return logDecision(snapshot, { dial, reasons: { ...reasons, threshold } });
  });
  expect(replay(log, policy).map(({ index }) => index)).toEqual([0, 1, 2]);
});

import fc from 'fast-check';
import type { PacingSnapshot } from '../snapshot.js';

const oddNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(NaN, Infinity, -Infinity, -1, -0, 0, 1, 0.5, 1e12, Number.MAX_VALUE),
);
const someAges = fc.array(fc.oneof(fc.integer({ min: 0, max: 60_000 }), oddNumber), { maxLength: 60 });
const ages = fc.oneof(
  { weight: 9, arbitrary: someAges },
  { weight: 1, arbitrary: fc.constantFrom(1000, 10_000).map((many) => new Array<number>(many).fill(5000)) },
);
const counts = fc.oneof(fc.integer({ min: 0, max: 40 }), oddNumber);
const chance = fc.oneof(fc.double({ min: 0, max: 1 }), oddNumber);
const curve = fc.array(chance, { maxLength: 120 });
const window = fc.record({ answers: counts, abandoned: counts });
const limit = fc.oneof(fc.constant(null), counts);

/** Snapshots of any shape: sensible ones, and what a broken clock, a broken estimator or a broken log might make of them. */
export const anySnapshot: fc.Arbitrary<PacingSnapshot> = fc.record({
  now: oddNumber,
  callers: fc.record({ idle: counts, talkingMs: ages, wrappingMs: ages, leaving: counts, requested: counts }),
  ringingMs: ages,
  waiting: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: counts }),
  estimates: fc.record({
    answerRate: chance,
    exposure: counts,
    answeredBy: curve,
    failedBy: curve,
    talkBeyond: curve,
    wrapBeyond: curve,
  }),
  ledger: fc.record({ day: window, legal: window, limit: chance, target: chance, answerWithinMs: oddNumber }),
  limits: fc.record({ maxLines: limit, placeable: limit, reserve: counts }),
  health: fc.record({
    eventLagMs: fc.oneof({ weight: 3, arbitrary: fc.constant(20) }, { weight: 1, arbitrary: oddNumber }),
    rebuilding: fc.oneof(
      { weight: 5, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.boolean() },
    ),
  }),
});

import { describe, expect, it } from '@jest/globals';
import { power, type PacingPolicy } from '@ringside/pacing';
import { fixed } from './distribution.js';
import { reportOf, type DayFigures } from './report.js';
import { simulateFloor } from './simulate-floor.js';
import type { Staffing, Telephony, World } from './world.js';
import { worldNamed, worldR } from './worlds.js';

const R1 = worldR(0.25);

type Change = Partial<Omit<World, 'telephony' | 'staffing'>> & {
  readonly telephony?: Partial<Telephony>;
  readonly staffing?: Partial<Staffing>;
};

function day(change: Change, policy: PacingPolicy = careless, callers = 10): DayFigures {
  const telephony = { ...R1.telephony, ...change.telephony };
  const staffing = { ...R1.staffing, ...change.staffing };
  const world = { ...R1, ...change, telephony, staffing };
  const [first] = simulateFloor({ seed: 4, world, callers, hours: 1, policy })?.days ?? [];
  if (first === undefined) throw new Error('no day');
  return first;
}

/** Four lines for each idle caller, however late the picture is. */
const careless: PacingPolicy = (snapshot) => ({
  ...power(snapshot),
  dial: Math.max(0, 4 * snapshot.callers.idle - snapshot.ringingMs.length),
});

describe('the grace of who answered', () => {
  it('begins with the answer, and not with the report of it', () => {
    const late = day({ telephony: { lag: fixed(1999) } });
    const later = day({ telephony: { lag: fixed(2000) } });
    expect(late.conversations).toBeGreaterThan(50);
    expect(later.conversations).toBe(0);
    expect(later.abandoned).toBe(later.answers);
  });

  it('is over for who hung up after it, also when the report of the answer came only then', () => {
    const { answers, abandoned, hungUpWaiting } = day({
      telephony: { lag: fixed(3000) },
      patience: fixed(2500),
    });
    expect(answers).toBeGreaterThan(50);
    expect([abandoned, hungUpWaiting]).toEqual([answers, 0]);
  });

  it('is not over for who hung up within it', () => {
    const { answers, abandoned, hungUpWaiting } = day({
      telephony: { lag: fixed(500) },
      patience: fixed(300),
    });
    expect(answers).toBeGreaterThan(50);
    expect([abandoned, hungUpWaiting]).toEqual([0, answers]);
  });
});

describe('a policy', () => {
  it('is told how many calls may be placed within this second', () => {
    const told = new Set<number | null>();
    const all: PacingPolicy = (snapshot) => {
      told.add(snapshot.limits.placeable);
      return { ...power(snapshot), dial: Math.min(1, snapshot.limits.placeable ?? 0) };
    };
    day({ telephony: { callsPerSecond: 3 } }, all);
    expect([...told].toSorted()).toEqual([0, 1, 2, 3]);
  });

  it('is told of a stall while it lasts', () => {
    let [most, dials] = [0, 0];
    const watching: PacingPolicy = (snapshot) => {
      most = Math.max(most, snapshot.health.eventLagMs);
      const decision = power(snapshot);
      if (snapshot.health.eventLagMs > 1000) dials += decision.dial;
      return decision;
    };
    day({ telephony: { stalls: [{ atMs: 600_000, forMs: 60_000 }] } }, watching);
    expect(most).toBeGreaterThan(59_000);
    expect(dials).toBe(0);
  });
});

describe('what the world does to calls', () => {
  it('one in four fails at the carrier', () => {
    const [all, some] = [day({}), day({ telephony: { failing: 0.25 } })];
    const rate = ({ answers, dials }: DayFigures): number => answers / dials;
    expect(Math.abs(rate(some) / rate(all) - 0.75)).toBeLessThan(0.12);
  });

  it('one report in five is lost: so many fewer are talked to', () => {
    const { answers, conversations, abandoned } = day({ telephony: { loss: 0.2 } }, power);
    expect(Math.abs(conversations / answers - 0.8)).toBeLessThan(0.08);
    expect(abandoned).toBe(answers - conversations);
  });

  it('who waits the longest gets the next caller', () => {
    const heedless: PacingPolicy = (snapshot) => ({
      ...power(snapshot),
      dial: Math.max(0, 40 - snapshot.ringingMs.length),
    });
    const run = simulateFloor({
      seed: 4,
      world: { ...R1, graceMs: 8000 },
      callers: 5,
      hours: 1,
      policy: heedless,
    });
    const { delayP50Ms, abandonRate } = reportOf(run === null ? [] : [run]);
    // Several wait at any time, and most in vain: who is served has waited for nearly as long as may be.
    expect(abandonRate.mean).toBeGreaterThan(0.8);
    expect(delayP50Ms).toBeGreaterThan(6000);
  });
});

it('callers take one break after the other', () => {
  const breaks = { every: fixed(600_000), away: fixed(300_000) };
  const nobody = { answerRate: { ...R1.answerRate, base: 1e-9 }, staffing: { breaks } };
  expect(day(nobody, power, 3).staffedMs).toBe(3 * 40 * 60_000);
});

it('no machine is counted as a person who was taken for one', () => {
  const amd = worldNamed('amd')?.machines;
  if (!amd) throw new Error('a world with machine detection');
  const machines = { ...amd, falsePositive: 0, falseNegative: 0 };
  expect(day({ machines }, power)).toMatchObject({ takenForMachines: 0 });
});

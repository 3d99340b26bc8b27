import { describe, expect, it } from '@jest/globals';
import {
  fixed as fixedLines,
  power,
  predictive,
  preview,
  type PacingPolicy,
  type PacingSnapshot,
} from '@ringside/pacing';
import { erlangB } from '../optimum/closed-forms.js';
import { Random } from '../random.js';
import { fixed, meanOf } from './distribution.js';
import { reportOf, type DayFigures, type FloorRun } from './report.js';
import type { FloorSettings } from './settings.js';
import { simulateFloor } from './simulate-floor.js';
import type { World } from './world.js';
import { worldNamed, worldR, WORLDS } from './worlds.js';

function world(name: string): World {
  const found = worldNamed(name);
  if (found === undefined) throw new Error(`no world ${name}`);
  return found;
}

function run(settings: Partial<FloorSettings>): FloorRun {
  const all = { seed: 1, world: world('R1'), callers: 10, hours: 1, policy: power, ...settings };
  const result = simulateFloor(all);
  if (result === null) throw new Error('stopped');
  return result;
}

/** The first day. */
function day(settings: Partial<FloorSettings>): DayFigures {
  const [first] = run(settings).days;
  if (first === undefined) throw new Error('no day');
  return first;
}

/** A policy that keeps the last snapshot it was shown. */
function watched(policy: PacingPolicy): { readonly policy: PacingPolicy; last(): PacingSnapshot } {
  let last: PacingSnapshot | null = null;
  return {
    policy: (snapshot) => policy((last = snapshot)),
    last: () => {
      if (last === null) throw new Error('never asked');
      return last;
    },
  };
}

/** Dials whatever it can: the most careless policy. */
const careless: PacingPolicy = (snapshot) => {
  const decision = power(snapshot);
  return { ...decision, dial: Math.max(0, 6 * snapshot.callers.idle - snapshot.ringingMs.length) };
};

describe('the same seed gives the same run', () => {
  it.each(['R1', 'amd', 'loss', 'comings-and-goings'])('in world %s', (name) => {
    const settings = { world: world(name), days: 2, hours: 0.1, seed: 42 };
    const once = run({ ...settings, policy: predictive() });
    expect(run({ ...settings, policy: predictive() })).toEqual(once);
    expect(run({ ...settings, policy: predictive(), seed: 43 })).not.toEqual(once);
  });

  it('and the same contacts answer, whatever the policy', () => {
    const answers = (policy: PacingPolicy): number => {
      const { dials, answers: persons } = day({ policy, callers: 40, hours: 1, world: world('M') });
      return persons / dials;
    };
    expect(Math.abs(answers(power) - answers(careless))).toBeLessThan(0.03);
  });
});

describe('progressive reaches its closed form S / (S + d_a + (1/p - 1) d_n)', () => {
  it.each([
    [0.25, 64.3],
    [0.1, 40.3],
  ])('at an answer rate of %d: %d %%', (rate, percent) => {
    const { busyShare } = reportOf([run({ world: worldR(rate), callers: 150, hours: 8 })]);
    expect(Math.abs(100 * busyShare.mean - percent)).toBeLessThan(0.3);
  });
});

describe('blind dialing loses what Erlang B says', () => {
  it.each([
    [5, 2],
    [10, 8],
  ])('with %d callers and %d calls offered', (callers, offered) => {
    const random = new Random(8);
    const { answerRate, talk } = world('M');
    const dialsPerMs = offered / (answerRate.base * meanOf(talk));
    let last = Infinity;
    /** Dials by chance alone, whatever it sees. */
    const blind: PacingPolicy = (snapshot) => {
      const decision = power(snapshot);
      let dial = 0;
      const mean = dialsPerMs * Math.max(0, snapshot.now - last);
      for (let left = mean + Math.log(1 - random.next()); left > 0; left += Math.log(1 - random.next()))
        dial += 1;
      last = snapshot.now;
      return { ...decision, dial };
    };
    const { answers, abandoned } = day({
      world: world('M'),
      callers,
      policy: blind,
      hours: 16,
      tickMs: 1000,
    });
    expect(Math.abs(abandoned / answers - erlangB(callers, offered))).toBeLessThan(0.015);
  });
});

/** Within the first hour. */
const STALL = { atMs: 600_000, forMs: 60_000 };

describe('what must hold in every world', () => {
  const steady = WORLDS.filter(({ staffing, telephony }) => {
    const late = telephony.lag !== null || telephony.loss > 0 || telephony.stalls.length > 0;
    return !late && staffing.logouts.length === 0 && staffing.breaks === null;
  });

  it('nobody is abandoned under Power while callers are constant and reports arrive', () => {
    for (const one of steady) {
      const { abandoned, conversations } = day({ world: one, hours: 0.2 });
      expect([one.name, abandoned]).toEqual([one.name, 0]);
      expect(conversations).toBeGreaterThan(0);
    }
  });

  it('nobody is hung up on before 15 s of ringing', () => {
    let hungUp = 0;
    for (const one of WORLDS) {
      const { hungUpRinging, leastRingMs } = day({ world: one, hours: 0.15, policy: careless });
      hungUp += hungUpRinging;
      expect(leastRingMs ?? Infinity).toBeGreaterThanOrEqual(15_000);
    }
    expect(hungUp).toBeGreaterThan(50);
    const tooSoon = { ...world('R1'), ringTimeoutMs: 14_999 };
    expect(() => run({ world: tooSoon })).toThrow('15 s');
  });

  it('with nobody logged in nothing is dialed', () => {
    for (const policy of [power, preview, predictive(), fixedLines])
      expect(day({ callers: 0, policy }).dials).toBe(0);
  });

  it('every answer is talked to, abandoned or hung up, and every paid minute is of somebody', () => {
    for (const one of WORLDS.filter(({ machines }) => machines === null)) {
      const { answers, conversations, abandoned, hungUpWaiting, staffedMs, talkMs, wrapMs } = day({
        world: one,
        hours: 0.15,
        policy: careless,
      });
      expect([one.name, conversations + abandoned + hungUpWaiting]).toEqual([one.name, answers]);
      expect(talkMs + wrapMs).toBeLessThanOrEqual(staffedMs);
      expect(staffedMs).toBeLessThanOrEqual(10 * 0.15 * 3_600_000);
    }
  });

  it('the ledger equals the recount, also where reports are lost and while days change', () => {
    const stalled = { ...world('stall'), telephony: { ...world('stall').telephony, stalls: [STALL] } };
    const worlds = ['R1', 'M', 'impatient', 'loss', 'lag-1s', 'carrier-failure'].map(world);
    // Rings so briefly that calls are hung up on while the report of their answer is under way, or lost.
    const brief = ['lag-1s', 'loss'].map((name) => ({ ...world(name), ringTimeoutMs: 15_000 }));
    for (const one of [...worlds, ...brief, stalled]) {
      const { name } = one;
      const watch = watched(careless);
      // The last look is before the last calls are over: some minutes without new ones behind them make it whole.
      const quiet: PacingPolicy = (snapshot) => {
        const decision = watch.policy(snapshot);
        return snapshot.now % 86_400_000 > 9.8 * 3_600_000 ? { ...decision, dial: 0 } : decision;
      };
      const { days } = run({ world: one, policy: quiet, hours: 1, days: 2 });
      const sum = (of: (day: DayFigures) => number): number =>
        days.reduce((total, one) => total + of(one), 0);
      const { answers, abandoned } = watch.last().ledger.legal;
      expect({ name, answers, abandoned }).toEqual({
        name,
        answers: sum((one) => one.answers),
        abandoned: sum((one) => one.abandoned),
      });
      expect(abandoned).toBeGreaterThan(0);
    }
  });
});

describe('what a world has, one by one', () => {
  it('a grace of zero loses who finds nobody free at once', () => {
    const lossOf = (name: string): number => {
      const { abandoned, answers } = day({ world: world(name), policy: careless, hours: 2 });
      return abandoned / answers;
    };
    expect(lossOf('grace-0s')).toBeGreaterThan(lossOf('R1'));
    expect(lossOf('R1')).toBeGreaterThan(lossOf('grace-5s'));
  });

  it('calls a second and lines are kept', () => {
    const calls = day({ world: world('calls-per-second-1'), callers: 60, hours: 0.3, policy: careless });
    expect(calls.dialsPerSecondPeak).toBe(1);
    const lines = day({ world: world('lines-1.2'), callers: 200, hours: 0.3, policy: careless });
    expect(lines.linesPeak).toBe(120);
  });

  it('a third of the floor logs out together and comes back', () => {
    const { minutes } = run({ world: world('mass-logout'), callers: 30, hours: 5.2 });
    const staff = (minute: number): number => (minutes.staffedMs[minute] ?? 0) / 60_000;
    expect(staff(239)).toBeCloseTo(30, 5);
    expect(staff(270)).toBeCloseTo(21, 0);
    expect(staff(301)).toBeCloseTo(30, 0);
  });

  it('callers arrive over half an hour, and take breaks', () => {
    const { minutes } = run({ world: world('comings-and-goings'), callers: 40, hours: 3 });
    const staff = (minute: number): number => (minutes.staffedMs[minute] ?? 0) / 60_000;
    expect(staff(5)).toBeLessThan(10);
    expect(Math.min(...[60, 90, 120, 150].map(staff))).toBeLessThan(40);
    expect(staff(120)).toBeGreaterThan(25);
  });

  it('an answer rate steps and waves', () => {
    const early: World = {
      ...world('step-up'),
      answerRate: { ...world('step-up').answerRate, steps: [{ atMs: 1_800_000, factor: 2 }] },
    };
    /** Answers in a minute that a caller is free: under Power it goes with the answer rate. */
    const rateIn = ({ minutes }: FloorRun, from: number, to: number): number => {
      const sum = (values: readonly number[]): number => values.slice(from, to).reduce((a, b) => a + b, 0);
      return (60_000 * sum(minutes.answers)) / (sum(minutes.staffedMs) - sum(minutes.busyMs));
    };
    const stepped = run({ world: early, callers: 60 });
    expect(rateIn(stepped, 33, 60) / rateIn(stepped, 3, 29)).toBeGreaterThan(1.6);
    const waved = run({ world: world('wave'), callers: 60 });
    expect(rateIn(waved, 5, 25) / rateIn(waved, 35, 55)).toBeGreaterThan(1.6);
  });

  it('nobody is called while everything arrives 3 s late', () => {
    expect(day({ world: world('lag-3s'), policy: predictive() }).dials).toBeLessThan(100);
  });

  it('machine detection takes persons for machines and machines for persons', () => {
    const { answers, takenForMachines, conversations, abandoned } = day({
      world: world('amd-coarse'),
      callers: 60,
      hours: 1,
    });
    expect(takenForMachines / answers).toBeCloseTo(0.1, 1);
    expect(conversations + abandoned).toBeGreaterThan(answers);
  });

  it('who is taken for a machine is no live answer, and counts as abandoned where the law says so', () => {
    const { machines } = world('amd');
    if (machines === null) throw new Error('machine detection');
    const deaf = { ...world('amd'), machines: { ...machines, falsePositive: 1 } };
    const all = run({ world: deaf, callers: 20 });
    const [{ answers, takenForMachines } = { answers: NaN, takenForMachines: 0 }] = all.days;
    expect(answers).toBe(0);
    expect(takenForMachines).toBeGreaterThan(100);
    expect(reportOf([all]).abandonRateWithMachines.mean).toBe(1);
  });

  it('under Preview only what was asked for is dialed', () => {
    const asking = { ...world('R1'), staffing: { ...world('R1').staffing, preview: fixed(20_000) } };
    const asked = day({ world: asking, policy: preview });
    expect(asked.dials).toBeGreaterThan(50);
    expect(asked.dials).toBeLessThan(day({}).dials);
    expect(asked.abandoned).toBe(0);
    expect(day({ policy: preview }).dials).toBe(0);
  });
});

describe('a run', () => {
  it('tells how far it is, and stops when asked', () => {
    const told: number[] = [];
    simulateFloor({ seed: 1, world: world('R1'), callers: 2, hours: 2, policy: power }, (share) =>
      told.push(share),
    );
    expect(told.length).toBeGreaterThan(10);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
    expect(told.at(-1)).toBe(1);
    let asked = 0;
    const settings = { seed: 1, world: world('R1'), callers: 2, policy: power };
    expect(simulateFloor(settings, undefined, () => (asked += 1) > 3)).toBeNull();
    expect(asked).toBe(4);
  });

  it.each([
    ['callers', { callers: -1 }],
    ['callers', { callers: 2.5 }],
    ['hours', { hours: 0 }],
    ['days', { days: 0 }],
    ['10 ms', { tickMs: 0 }],
    ['answer rate', { world: worldR(1.5) }],
    ['shares', { world: { ...worldR(0.2), unanswered: [] } }],
  ])('says what is wrong: %s', (word, settings) => {
    expect(() => run(settings)).toThrow(RangeError);
    expect(() => run(settings)).toThrow(word);
  });
});

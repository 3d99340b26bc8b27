import { exponential, fixed, gamma, lognormal } from './distribution.js';
import {
  HOUR_MS,
  type AnswerRate,
  type Staffing,
  type Telephony,
  type Unanswered,
  type World,
} from './world.js';

const STEADY: Omit<AnswerRate, 'base'> = { wave: null, steps: [], lists: null };
const CONSTANT: Staffing = { talkSpread: 0, arriveOverMs: 0, logouts: [], breaks: null, preview: null };
const IDEAL: Telephony = { callsPerSecond: null, maxLines: null, lag: null, loss: 0, stalls: [], failing: 0 };

/**
 * World M (PACING C6): exponential times, a call that finds nobody free is lost at once. Its optimum can be computed, so it is
 * where the distance to it is measured. `handleMs` is talk and wrap-up in one.
 */
export function worldM(answerRate = 0.25, handleMs = 135_000, ringMs = 20_000): World {
  return {
    name: 'M',
    answerRate: { base: answerRate, ...STEADY },
    answerAfter: exponential(ringMs),
    unanswered: [{ outcome: 'no_answer', share: 1, after: exponential(ringMs) }],
    talk: exponential(handleMs),
    wrap: null,
    graceMs: 0,
    patience: null,
    ringTimeoutMs: HOUR_MS,
    machines: null,
    staffing: CONSTANT,
    telephony: IDEAL,
  };
}

/** World R1 (PACING C4, E2): what a floor meets. Other answer rates scale the other outcomes with them; R2 is 0.10. */
export function worldR(answerRate: number, name = `R at ${answerRate}`): World {
  return {
    name,
    answerRate: { base: answerRate, ...STEADY },
    answerAfter: gamma(4, 12_000),
    // Of all dials 40 % nobody, 25 % machine, 10 % busy.
    unanswered: unanswered(40, 25, 10),
    talk: lognormal(120_000, 1),
    wrap: lognormal(15_000, 0.5),
    graceMs: 2000,
    patience: null,
    ringTimeoutMs: 60_000,
    machines: null,
    staffing: CONSTANT,
    telephony: IDEAL,
  };
}

function unanswered(nobody: number, machine: number, busy: number): readonly Unanswered[] {
  const all = nobody + machine + busy;
  return [
    { outcome: 'no_answer', share: nobody / all, after: fixed(26_000) },
    { outcome: 'machine', share: machine / all, after: gamma(4, 20_000) },
    { outcome: 'busy', share: busy / all, after: fixed(3000) },
  ];
}

const R1 = worldR(0.25, 'R1');
const R2 = worldR(0.1, 'R2');
const SHORT_CALLS = lognormal(30_000, 1);

/** A change to R1, by name: the sweeps of E2. */
const change = (
  name: string,
  parts: Partial<Omit<World, 'name' | 'answerRate' | 'staffing' | 'telephony'>> & {
    readonly answerRate?: Partial<AnswerRate>;
    readonly staffing?: Partial<Staffing>;
    readonly telephony?: Partial<Telephony>;
  },
): World => ({
  ...R1,
  ...parts,
  name,
  answerRate: { ...R1.answerRate, ...parts.answerRate },
  staffing: { ...CONSTANT, ...parts.staffing },
  telephony: { ...IDEAL, ...parts.telephony },
});

const MIDDAY = 4 * HOUR_MS;

/** Every world by its name; the name is what a cell of the bench and a setting of the command say. */
export const WORLDS: readonly World[] = [
  worldM(),
  R1,
  R2,
  ...[0.05, 0.4, 0.6].map((rate) => worldR(rate, `answer-${rate}`)),

  change('step-up', { answerRate: { steps: [{ atMs: MIDDAY, factor: 2 }] } }),
  change('step-down', { answerRate: { steps: [{ atMs: MIDDAY, factor: 0.5 }] } }),
  change('wave', { answerRate: { wave: { amplitude: 0.5, periodMs: HOUR_MS } } }),
  change('lists', { answerRate: { lists: { cv: 0.3, contacts: 500 } } }),

  change('answer-in-8s', { answerAfter: gamma(4, 8000) }),
  change('answer-in-18s', { answerAfter: gamma(4, 18_000) }),
  // Nobody answers and nobody ends it: Ringside's own timeout does, and cuts off who would have answered later.
  ...[15, 20, 26].map((s) =>
    change(`ring-${s}s`, {
      ringTimeoutMs: s * 1000,
      unanswered: R1.unanswered.map((one) => (one.outcome === 'no_answer' ? { ...one, after: null } : one)),
    }),
  ),
  change('machines-10', { unanswered: unanswered(55, 10, 10) }),
  change('machines-50', { unanswered: unanswered(15, 50, 10) }),

  change('talk-30s', { talk: SHORT_CALLS }),
  change('talk-60s', { talk: lognormal(60_000, 1) }),
  change('talk-300s', { talk: lognormal(300_000, 1) }),
  change('talk-cv-0.5', { talk: lognormal(120_000, 0.5) }),
  change('talk-cv-1.5', { talk: lognormal(120_000, 1.5) }),
  change('talk-mixed', {
    talk: {
      kind: 'mixture',
      parts: [
        { share: 0.7, of: lognormal(25_000, 0.7) },
        { share: 0.3, of: lognormal(340_000, 0.6) },
      ],
    },
  }),
  change('wrap-0s', { wrap: null }),
  change('wrap-30s', { wrap: lognormal(30_000, 0.5) }),
  change('wrap-60s', { wrap: lognormal(60_000, 0.5) }),
  change('wrap-timer', { wrap: fixed(15_000) }),
  change('grace-0s', { graceMs: 0 }),
  change('grace-5s', { graceMs: 5000 }),
  change('impatient', { patience: exponential(6000) }),

  change('mass-logout', { staffing: { logouts: [{ atMs: MIDDAY, share: 0.3, forMs: HOUR_MS }] } }),
  change('comings-and-goings', {
    staffing: {
      arriveOverMs: HOUR_MS / 2,
      breaks: { every: exponential(1.5 * HOUR_MS), away: lognormal(600_000, 0.5) },
    },
  }),
  change('unlike-callers', { staffing: { talkSpread: 0.5 } }),

  change('lag-0.2s', { telephony: { lag: fixed(200) } }),
  change('lag-1s', { telephony: { lag: { kind: 'uniform', fromMs: 200, toMs: 1000 } } }),
  // Too late to serve anybody: what is to be seen is that nobody is called.
  change('lag-3s', { telephony: { lag: fixed(3000) } }),
  change('loss', { telephony: { loss: 0.01 } }),
  change('stall', { telephony: { stalls: [{ atMs: MIDDAY, forMs: 60_000 }] } }),
  change('carrier-failure', { telephony: { failing: 0.05 } }),
  change('calls-per-second-1', { telephony: { callsPerSecond: 1 } }),
  change('calls-per-second-5', { telephony: { callsPerSecond: 5 } }),
  change('lines-1.2', { telephony: { maxLines: 120 } }),

  change('amd', {
    machines: {
      delay: { kind: 'uniform', fromMs: 1500, toMs: 4000 },
      falsePositive: 0.03,
      falseNegative: 0.1,
      listen: lognormal(8000, 0.5),
    },
  }),
  change('amd-coarse', {
    machines: {
      delay: { kind: 'uniform', fromMs: 1500, toMs: 4000 },
      falsePositive: 0.1,
      falseNegative: 0.3,
      listen: lognormal(8000, 0.5),
    },
  }),
];

/** The world of this name; undefined when there is none. */
export function worldNamed(name: string): World | undefined {
  return WORLDS.find((world) => world.name === name);
}

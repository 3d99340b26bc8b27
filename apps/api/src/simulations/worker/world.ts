import { PROFILES, type JurisdictionProfile } from '@ringside/pacing';
import { gamma, lognormal, meanOf, worldR, type World } from '@ringside/simulation';
import type { SimulationSettings } from '../settings.js';

/**
 * The world of a simulation: R1 (PACING C4) with the answer rate, the times and the limits that were asked for. Answers come
 * after Gamma(4), talk and wrap-up are lognormal; what nobody answers rings until it is given up, a machine answers, or is busy.
 */
export function worldOf(settings: SimulationSettings): World {
  const { answer_rate, answer_seconds, talk_seconds, wrap_seconds, ring_timeout } = settings;
  const world = worldR(answer_rate, 'asked for');
  return {
    ...world,
    answerAfter: gamma(4, answer_seconds * 1000),
    unanswered: world.unanswered.map((one) => (one.outcome === 'no_answer' ? { ...one, after: null } : one)),
    talk: lognormal(talk_seconds * 1000, 1),
    wrap: wrap_seconds === 0 ? null : lognormal(wrap_seconds * 1000, 0.5),
    ringTimeoutMs: ring_timeout * 1000,
    telephony: {
      ...world.telephony,
      callsPerSecond: settings.calls_per_second,
      maxLines: settings.max_lines,
    },
  };
}

/** How long a line of this world rings, in the mean, whatever comes of it. */
export function ringSeconds({ answerRate, answerAfter, unanswered, ringTimeoutMs }: World): number {
  const least = (ms: number): number => Math.min(ms, ringTimeoutMs);
  const inVain = unanswered.reduce(
    (sum, { share, after }) => sum + share * (after === null ? ringTimeoutMs : least(meanOf(after))),
    0,
  );
  return (answerRate.base * least(meanOf(answerAfter)) + (1 - answerRate.base) * inVain) / 1000;
}

export function profileOf(settings: SimulationSettings): JurisdictionProfile {
  switch (settings.jurisdiction) {
    case 'US':
      return PROFILES.us;
    case 'UK':
      return PROFILES.uk;
    case 'CA':
      return PROFILES.ca;
    case 'none':
      return PROFILES.none;
  }
}

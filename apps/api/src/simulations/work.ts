import type { FieldProblem } from '@ringside/contracts';
import type { SimulationSettings } from './settings.js';

/** Seconds of one slow core that a simulation may take by this reckoning. 500 callers for five days of 8 hours need some 400. */
export const MOST_WORK = 420;

/**
 * About how many seconds a simulation takes: decisions come four times a second and when a caller is free, and each looks at
 * the callers and at the lines that ring; and each dial is some work. The factors were measured, two cores busy with other things.
 */
export function workOf(settings: SimulationSettings): number {
  return settings.policies.length * settings.days * settings.hours * workOfAnHour(settings);
}

function workOfAnHour({
  callers,
  answer_rate,
  talk_seconds,
  wrap_seconds,
  ring_timeout,
}: SimulationSettings): number {
  const talks = (callers * 3600) / (talk_seconds + wrap_seconds);
  const dials = talks / answer_rate;
  const ringing = (dials * Math.min(ring_timeout, 20)) / 3600;
  const decisions = 4 * 3600 + talks;
  return (decisions * (20 + 0.15 * callers + 0.1 * ringing) + dials * 30) / 1e6;
}

/** What is wrong with a simulation that would take too long: which field, and how much of it is possible. Null: nothing. */
export function tooMuchWork(settings: SimulationSettings): FieldProblem | null {
  const work = workOf(settings);
  if (work <= MOST_WORK) return null;
  const code = 'too_much_work';
  const times = Math.ceil(work / MOST_WORK);
  const days = Math.floor((settings.days * MOST_WORK) / work);
  if (days >= 1) {
    const detail = `That is ${times} times as much as can be reckoned here: ask for at most ${days} ${days === 1 ? 'day' : 'days'}.`;
    return { field: 'days', code, detail };
  }
  const hours = Math.floor((settings.days * settings.hours * MOST_WORK * 2) / work) / 2;
  const least = hours >= 0.5;
  return {
    field: least ? 'hours' : 'callers',
    code,
    detail: least
      ? `That is ${times} times as much as can be reckoned here: ask for one day of at most ${hours} hours.`
      : 'Not even half an hour of it can be reckoned here: ask for fewer callers or a higher answer rate.',
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../support/figures.ts';
import type { Cell } from './cells.ts';
import type { Stored } from './store.ts';

/** What is asked of `predictive` in a cell, in words, and whether a result keeps it. */
export interface Judged {
  readonly words: string;
  met(result: Stored): boolean;
}

/** World M is measured against its optimum, R worlds against the figures of the issue; undefined: nothing is asked. */
export function goalOf(cell: Cell): Judged | undefined {
  if (cell.world.name === 'M') return nearOptimum(cell.callers);
  const { goal } = cell;
  if (goal === undefined) return undefined;
  const changes = goal.minutesTo90 !== undefined;
  const words = [
    ...(goal.busy === undefined ? [] : [`${goal.busy} %${goal.stretch === true ? ' (stretch)' : ''}`]),
    ...(goal.abandoned === undefined ? [] : [`<= ${goal.abandoned} %`]),
    // Where something happens to the floor, no campaign may pass what the law allows.
    ...(changes ? ['every week'] : []),
    ...(goal.daysOver3 === undefined ? [] : [`< ${goal.daysOver3} % of days over 3 %`]),
    ...(changes ? [`90 % within ${goal.minutesTo90} min`] : []),
  ];
  return {
    words: words.join('; '),
    met: ({ report, weeks, minutes_back: back }) => {
      const minutes = back ?? report.minutesTo90;
      const abandoned = changes ? Math.max(...weeks.abandoned) : report.abandonRate.mean;
      return (
        100 * report.busyShare.mean >= (goal.busy ?? 0) &&
        100 * abandoned <= (goal.abandoned ?? 100) &&
        100 * report.daysOver3 < (goal.daysOver3 ?? Infinity) &&
        (!changes || (minutes !== null && minutes <= (goal.minutesTo90 ?? 0)))
      );
    },
  };
}

function nearOptimum(callers: number): Judged {
  const optimum = optimumOfM(callers);
  const within = callers >= 25 ? 0.3 : callers >= 10 ? 1 : 1.5;
  return {
    words: `optimum ${optimum.toFixed(2)}, within ${within}; <= 3 %`,
    met: ({ report }) =>
      100 * report.busyShare.mean >= optimum - within && 100 * report.abandonRate.mean <= 3,
  };
}

/** Busy share in percent at 3 %, from the stored table (`npm run optimum -- --write`). */
export function optimumOfM(callers: number): number {
  const path = join(import.meta.dirname, '..', '..', 'libs', 'simulation', 'optimum.json');
  const table = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly callers: readonly number[];
    readonly cases: readonly {
      readonly answer_rate: number;
      readonly handle_seconds: number;
      readonly abandon_limit: number;
      readonly busy_percent: readonly number[];
    }[];
  };
  const found = table.cases.find(
    (one) => one.answer_rate === 0.25 && one.handle_seconds === 135 && one.abandon_limit === 0.03,
  );
  const percent = found?.busy_percent[table.callers.indexOf(callers)];
  must(percent !== undefined, `the optimum for ${callers} callers is stored`);
  return percent;
}

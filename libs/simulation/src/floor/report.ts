import { delayHistogram, idleHistogram, type HistogramFigures } from './histogram.js';
import { interval, type Interval } from './interval.js';

/** What one run of a floor came to: days of one campaign, one after the other. */
export interface FloorRun {
  readonly seed: number;
  readonly days: readonly DayFigures[];
  /** How long callers were free before each call. */
  readonly idle: HistogramFigures;
  /** How long those who answered waited for the caller they got. */
  readonly delay: HistogramFigures;
  /** One value a minute of work, day after day. */
  readonly minutes: MinuteFigures;
  /** Minutes of work in a day. */
  readonly minutesPerDay: number;
  readonly decisions: number;
}

/** One day of work. */
export interface DayFigures {
  readonly dials: number;
  /** Persons who answered, those taken for machines left out. */
  readonly answers: number;
  /** Of those: nobody was there in time. */
  readonly abandoned: number;
  /** Of those: hung up by themselves before their time was over. */
  readonly hungUpWaiting: number;
  readonly conversations: number;
  /** Persons whom machine detection took for machines: hung up on, and known to nobody. */
  readonly takenForMachines: number;
  /** Paid time of all callers. */
  readonly staffedMs: number;
  readonly talkMs: number;
  readonly wrapMs: number;
  /** Lines in flight x time. */
  readonly lineMs: number;
  readonly linesPeak: number;
  /** Most dials within one second. */
  readonly dialsPerSecondPeak: number;
  /** Calls that Ringside ended unanswered, and the shortest time one of them had rung; null: none. */
  readonly hungUpRinging: number;
  readonly leastRingMs: number | null;
}

export interface MinuteFigures {
  readonly staffedMs: readonly number[];
  readonly busyMs: readonly number[];
  readonly lineMs: readonly number[];
  readonly answers: readonly number[];
  readonly abandoned: readonly number[];
  /** Abandonments that could still be afforded at its end, by the tighter window; below 0: overdrawn. */
  readonly balance: readonly number[];
}

/** The figures of E3, over independent runs; intervals are of 95 %. Shares are 0 to 1. */
export interface FloorReport {
  readonly runs: number;
  readonly busyShare: Interval;
  readonly talkMinutesPerHour: Interval;
  /** Abandoned over live answers, over a whole run: the legal base. */
  readonly abandonRate: Interval;
  /** Of those who answered and of those taken for machines: the latter counted as abandoned. */
  readonly abandonRateWithMachines: Interval;
  /** Highest rate of any 24 hours of any run. */
  readonly worst24h: number;
  readonly dayP95: number;
  /** Share of days with a rate above 3 %. */
  readonly daysOver3: number;
  readonly days: number;
  readonly idleMeanS: number;
  readonly idleP90S: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly dialsPerCallerHour: Interval;
  readonly dialsPerConversation: Interval;
  readonly linesMean: number;
  readonly linesPeak: number;
  readonly dialsPerSecondPeak: number;
  /** From the cold start of the first day to 90 % of what is steady; null: not within the day. */
  readonly minutesTo90: number | null;
  /** Highest rate in ten minutes of the day, all days taken together. */
  readonly worstTenMinutes: number;
  readonly series: DaySeries;
  readonly firstDay: DaySeries;
}

/** One value a minute of the day, means over days. */
export interface DaySeries {
  readonly busyShare: readonly number[];
  readonly lines: readonly number[];
  /** Over the ten minutes that end there; null: nobody answered. */
  readonly abandonRate: readonly (number | null)[];
  readonly balance: readonly number[];
}

const LIMIT = 0.03;
const STEADY_OF = 0.9;
/** Minutes that a share is smoothed over before it is compared. */
const SMOOTH = 3;

/** Puts independent runs of one floor together. */
export function reportOf(runs: readonly FloorRun[]): FloorReport {
  const days = runs.flatMap((run) => run.days);
  const idle = idleHistogram();
  const delay = delayHistogram();
  for (const run of runs) {
    idle.merge(run.idle);
    delay.merge(run.delay);
  }
  const over = (of: (run: RunTotals) => number): Interval =>
    interval(runs.map((run) => of(totalsOf(run.days))));
  const rates = days.map(rateOf).sort((a, b) => a - b);
  const all = totalsOf(days);
  const series = seriesOf(runs, false);
  const firstDay = seriesOf(runs, true);
  return {
    runs: runs.length,
    busyShare: over((t) => share(t.talkMs + t.wrapMs, t.staffedMs)),
    talkMinutesPerHour: over((t) => 60 * share(t.talkMs, t.staffedMs)),
    abandonRate: over((t) => share(t.abandoned, t.answers)),
    abandonRateWithMachines: over((t) =>
      share(t.abandoned + t.takenForMachines, t.answers + t.takenForMachines),
    ),
    worst24h: Math.max(0, ...runs.map(worst24h)),
    dayP95: rates[Math.min(rates.length - 1, Math.floor(0.95 * rates.length))] ?? 0,
    daysOver3: share(rates.filter((rate) => rate > LIMIT).length, rates.length),
    days: days.length,
    idleMeanS: idle.mean / 1000,
    idleP90S: idle.quantile(0.9) / 1000,
    delayP50Ms: delay.quantile(0.5),
    delayP99Ms: delay.quantile(0.99),
    dialsPerCallerHour: over((t) => share(t.dials * 3_600_000, t.staffedMs)),
    dialsPerConversation: over((t) => share(t.dials, t.conversations)),
    linesMean: share(all.lineMs, 60_000 * runs.reduce((sum, run) => sum + run.minutes.lineMs.length, 0)),
    linesPeak: Math.max(0, ...days.map((day) => day.linesPeak)),
    dialsPerSecondPeak: Math.max(0, ...days.map((day) => day.dialsPerSecondPeak)),
    minutesTo90: minutesToSteady(firstDay.busyShare, 0, firstDay.busyShare.length),
    worstTenMinutes: Math.max(0, ...series.abandonRate.map((rate) => rate ?? 0)),
    series,
    firstDay,
  };
}

/**
 * Minutes after `from` until the busy share is back at 90 % of what it is in the later half of `from` to `to`; null when it
 * never is.
 */
export function minutesToSteady(busyShare: readonly number[], from: number, to: number): number | null {
  const half = busyShare.slice(Math.floor((from + to) / 2), to);
  const steady = half.reduce((sum, x) => sum + x, 0) / Math.max(1, half.length);
  for (let minute = from; minute + SMOOTH <= to; minute += 1) {
    const mean = busyShare.slice(minute, minute + SMOOTH).reduce((sum, x) => sum + x, 0) / SMOOTH;
    if (mean >= STEADY_OF * steady) return minute - from;
  }
  return null;
}

type RunTotals = Pick<
  DayFigures,
  | 'dials'
  | 'answers'
  | 'abandoned'
  | 'conversations'
  | 'takenForMachines'
  | 'staffedMs'
  | 'talkMs'
  | 'wrapMs'
  | 'lineMs'
>;

function totalsOf(days: readonly DayFigures[]): RunTotals {
  const sum = (of: (day: DayFigures) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    dials: sum((day) => day.dials),
    answers: sum((day) => day.answers),
    abandoned: sum((day) => day.abandoned),
    conversations: sum((day) => day.conversations),
    takenForMachines: sum((day) => day.takenForMachines),
    staffedMs: sum((day) => day.staffedMs),
    talkMs: sum((day) => day.talkMs),
    wrapMs: sum((day) => day.wrapMs),
    lineMs: sum((day) => day.lineMs),
  };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const rateOf = (day: DayFigures): number => share(day.abandoned, day.answers);

/** A day of work is followed by the next at the same hour: 24 hours are as many minutes of work as a day has, wherever they begin. */
function worst24h({ minutes, minutesPerDay }: FloorRun): number {
  let answers = 0;
  let abandoned = 0;
  let worst = 0;
  for (let i = 0; i < minutes.answers.length; i += 1) {
    answers += (minutes.answers[i] ?? 0) - (minutes.answers[i - minutesPerDay] ?? 0);
    abandoned += (minutes.abandoned[i] ?? 0) - (minutes.abandoned[i - minutesPerDay] ?? 0);
    if (i + 1 >= minutesPerDay) worst = Math.max(worst, share(abandoned, answers));
  }
  return worst;
}

function seriesOf(runs: readonly FloorRun[], firstDayOnly: boolean): DaySeries {
  const length = Math.max(0, ...runs.map((run) => run.minutesPerDay));
  const pooled = (key: keyof MinuteFigures): number[] => {
    const sums = new Array<number>(length).fill(0);
    for (const { minutes, minutesPerDay } of runs) {
      const values = firstDayOnly ? minutes[key].slice(0, minutesPerDay) : minutes[key];
      values.forEach((value, i) => (sums[i % minutesPerDay] = (sums[i % minutesPerDay] ?? 0) + value));
    }
    return sums;
  };
  const days = firstDayOnly ? runs.length : runs.reduce((sum, run) => sum + run.days.length, 0);
  const [staffed, busy, lines] = [pooled('staffedMs'), pooled('busyMs'), pooled('lineMs')];
  const [answers, abandoned] = [pooled('answers'), pooled('abandoned')];
  const lastTen = (values: readonly number[], end: number): number =>
    values.slice(Math.max(0, end - 9), end + 1).reduce((sum, x) => sum + x, 0);
  return {
    busyShare: busy.map((ms, i) => share(ms, staffed[i] ?? 0)),
    lines: lines.map((ms) => ms / 60_000 / Math.max(1, days)),
    abandonRate: answers.map((_, i) => {
      const answered = lastTen(answers, i);
      return answered === 0 ? null : lastTen(abandoned, i) / answered;
    }),
    balance: pooled('balance').map((sum) => sum / Math.max(1, days)),
  };
}

import type { SimulatedFigure, SimulatedPolicy, SimulatedResult } from '@ringside/contracts';
import { reportOf, type FloorRun, type Interval } from '@ringside/simulation';

/** Independent days of one policy as the figures that are shown. */
export function resultOf(policy: SimulatedPolicy, runs: readonly FloorRun[]): SimulatedResult {
  const report = reportOf(runs);
  return {
    policy,
    busy_share: share(report.busyShare),
    talk_minutes_per_hour: figure(report.talkMinutesPerHour),
    abandon_rate: share(report.abandonRate),
    worst_day: short(report.worst24h),
    dials_per_caller_hour: figure(report.dialsPerCallerHour),
    idle_seconds: { mean: short(report.idleMeanS), p90: short(report.idleP90S) },
    lines: { mean: short(report.linesMean), peak: report.linesPeak },
    series: {
      busy_share: report.series.busyShare.map(short),
      lines: report.series.lines.map(short),
      abandon_rate: report.series.abandonRate.map((rate) => (rate === null ? null : short(rate))),
      affordable: report.series.balance.map(short),
    },
  };
}

/** A share lies between 0 and 1, and so does its interval. */
function share(interval: Interval): SimulatedFigure {
  const { mean, low, high } = figure(interval);
  return {
    mean,
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(1, high),
  };
}

function figure({ mean, half }: Interval): SimulatedFigure {
  // A single day has no interval.
  if (Number.isNaN(half)) return { mean: short(mean), low: null, high: null };
  return { mean: short(mean), low: short(mean - half), high: short(mean + half) };
}

/** Digits beyond what a simulation can tell are left out. */
function short(value: number): number {
  return Number(value.toFixed(5));
}

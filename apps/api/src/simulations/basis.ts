import type { DurationHistogram, SimulationBasis } from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import type { PastCalls } from '@ringside/store';
import { action } from '../http/action.js';
import { NewSimulationDto } from './simulation.dto.js';

/** Calls that are looked at. */
export const MOST_CALLS = 10_000;
/** Fewer say nothing. */
const LEAST_CALLS = 20;
const LEAST_DURATIONS = 5;
const MOST_BARS = 24;
const STEPS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];

/** What past calls say; `campaign`: of which campaign, undefined: of all. */
export function basisResource(past: PastCalls, campaign: string | undefined): SimulationBasis {
  return {
    uri: campaign === undefined ? '/v1/simulations/basis' : `/v1/simulations/basis?campaign=${campaign}`,
    name: 'Past calls',
    calls: past.calls,
    from: past.from === null ? null : rfc3339(past.from),
    to: past.to === null ? null : rfc3339(past.to),
    answer_rate: past.calls < LEAST_CALLS ? null : Number((past.answered / past.calls).toFixed(4)),
    answer_seconds: histogram(past.answerMs),
    talk_seconds: histogram(past.talkMs),
    actions: { simulate: action('POST', '/v1/simulations', NewSimulationDto) },
    resources: {
      simulations: '/v1/simulations',
      calls: '/v1/calls?origin=campaign',
      ...(campaign === undefined ? {} : { campaign: `/v1/campaigns/${campaign}` }),
    },
  };
}

/** In steps that show nine of ten of them in a few bars. Null: too few to show. */
export function histogram(ms: readonly number[]): DurationHistogram | null {
  if (ms.length < LEAST_DURATIONS) return null;
  const seconds = ms.map((one) => one / 1000).sort((a, b) => a - b);
  const most = seconds[Math.floor(0.97 * (seconds.length - 1))] ?? 0;
  const step = STEPS.find((one) => one * (MOST_BARS - 1) >= most) ?? STEPS.at(-1) ?? 1;
  const counts = new Array<number>(Math.min(MOST_BARS, Math.floor((seconds.at(-1) ?? 0) / step) + 1)).fill(0);
  for (const one of seconds) {
    const bar = Math.min(counts.length - 1, Math.floor(one / step));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  return { count: seconds.length, mean: Number(mean.toFixed(2)), step, counts };
}

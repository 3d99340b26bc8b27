import type { Counts } from '@ringside/contracts';

/** What a click on a count shows. `in_flight` is every row with a call, whatever its state. */
export const FILTERS = ['completed', 'no_answer', 'busy', 'failed', 'canceled', 'in_flight', 'idle'] as const;
export type StatusFilter = (typeof FILTERS)[number];

export interface Segment {
  readonly filter: StatusFilter;
  readonly count: number;
  /** Of the whole list, 0 to 1. */
  readonly share: number;
}

export function isStatusFilter(value: string | null): value is StatusFilter {
  return (FILTERS as readonly (string | null)[]).includes(value);
}

/** The whole list in one bar: done by result, in flight, left. */
export function segmentsOf(counts: Counts): readonly Segment[] {
  const flying = counts.dialing + counts.ringing + counts.answered;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return FILTERS.map((filter) => {
    const count = filter === 'in_flight' ? flying : counts[filter];
    return { filter, count, share: total === 0 ? 0 : count / total };
  });
}

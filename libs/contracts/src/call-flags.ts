/**
 * What does not fit in what a phone system said of a call. Nothing of it is mended or hidden: the times stay as given.
 */
export const CALL_FLAGS = {
  negative_duration: 'the duration given is below zero',
  negative_talk: 'it ended before it was answered',
  out_of_order: 'its times are not in the order in which calls go',
  in_future: 'one of its times lies in the future',
  no_end_time: 'it ended, but when was not said',
  end_estimated: 'nobody said that it ended; its deadline closed it',
  do_not_call: 'the network says that this number wants no such calls (SIP 607, 608): do not call it again',
} as const;
export type CallFlag = keyof typeof CALL_FLAGS;

/** Times of a call, epoch milliseconds. */
export interface CallTimes {
  readonly dialingAt: number | null;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** As given. */
  readonly duration: string | null;
  readonly ended: boolean;
  readonly endEstimated: boolean;
  /** The network marked the number as one not to be called. */
  readonly doNotCall?: boolean;
}

/** More than this ahead of our clock is the future, milliseconds: clocks differ by a little. */
const CLOCK_TOLERANCE_MS = 60_000;

export function callFlags(times: CallTimes, now: number): CallFlag[] {
  const { dialingAt, ringingAt, answeredAt, endedAt } = times;
  const flags: CallFlag[] = [];
  if (times.duration !== null && Number(times.duration) < 0) flags.push('negative_duration');
  if (answeredAt !== null && endedAt !== null && endedAt < answeredAt) flags.push('negative_talk');
  const known = [dialingAt, ringingAt, answeredAt, endedAt].filter((at) => at !== null);
  if (known.some((at, i) => i > 0 && at < (known[i - 1] ?? at))) flags.push('out_of_order');
  if (known.some((at) => at > now + CLOCK_TOLERANCE_MS)) flags.push('in_future');
  if (times.ended && endedAt === null) flags.push('no_end_time');
  if (times.endEstimated) flags.push('end_estimated');
  if (times.doNotCall === true) flags.push('do_not_call');
  return flags;
}

/** Seconds from the answer to the end; null when one of them is not known, or when they are in the wrong order. */
export function talkSeconds(answeredAt: number | null, endedAt: number | null): number | null {
  if (answeredAt === null || endedAt === null || endedAt < answeredAt) return null;
  return (endedAt - answeredAt) / 1000;
}

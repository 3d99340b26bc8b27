import type { JurisdictionProfile } from './profile.js';

/** Moments of an answered call, epoch milliseconds; what has not been noticed is null. */
export interface AnswerMoments {
  readonly connectedAt: number;
  readonly greetingStartedAt: number | null;
  readonly greetingEndedAt: number | null;
}

/**
 * When the time to find a caller is over. Where the profile's start of the clock was not noticed the next earlier one
 * counts: a greeting that nobody heard gives no more time.
 */
export function answerDeadline(profile: JurisdictionProfile, answer: AnswerMoments): number {
  const { connectedAt, greetingStartedAt, greetingEndedAt } = answer;
  const started = greetingStartedAt ?? connectedAt;
  const from =
    profile.clockStart === 'connect'
      ? connectedAt
      : profile.clockStart === 'greeting_start'
        ? started
        : (greetingEndedAt ?? started);
  return from + profile.answerWithinMs;
}

/** Whether an answer at hand is abandoned now: its time is over and nobody talks. */
export function isAbandoned(profile: JurisdictionProfile, answer: AnswerMoments, now: number): boolean {
  return now >= answerDeadline(profile, answer);
}

/** Whether a number may be dialed by a dialer that has no caller reserved for it; `abandonedAt`: its last abandoned call. */
export function mayDialUnreserved(
  profile: JurisdictionProfile,
  abandonedAt: number | null,
  now: number,
): boolean {
  return abandonedAt === null || now - abandonedAt >= profile.lockMs;
}

/** Whether an unanswered call may be hung up from our side: never before it rang its minimum. */
export function mayGiveUp(profile: JurisdictionProfile, ringingSince: number, now: number): boolean {
  return now - ringingSince >= profile.minimumRingMs;
}

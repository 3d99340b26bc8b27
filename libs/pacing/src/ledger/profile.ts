/** From when the two seconds run in which somebody must talk to a person who answered. */
export type ClockStart = 'connect' | 'greeting_start' | 'greeting_end';

/** Over what a rate of abandonment is taken. */
export type LegalWindow =
  | { readonly kind: 'rolling_day' }
  | { readonly kind: 'successive'; readonly days: number }
  | { readonly kind: 'calendar_month' };

/**
 * What a jurisdiction asks of a dialer, as data. No legal advice: counsel decides which profile holds and may tighten every
 * figure; `source` says where a figure was read.
 */
export interface JurisdictionProfile {
  readonly name: 'us' | 'uk' | 'ca' | 'none';
  /** Largest share of live answers that may be abandoned; 1: no limit. */
  readonly limit: number;
  /** What is aimed at instead, with a margin to the limit. */
  readonly target: number;
  readonly window: LegalWindow;
  /** Somebody must talk within this time of `clockStart`. */
  readonly answerWithinMs: number;
  readonly clockStart: ClockStart;
  /** No call may be given up unanswered before it rang so long. */
  readonly minimumRingMs: number;
  /** After an abandoned call: no call without a caller reserved for it in this time; 0: no such rule. */
  readonly lockMs: number;
  /** Whether people who were taken for machines, and hung up on, count as abandoned (a reasoned estimate). */
  readonly countsFalsePositives: boolean;
  readonly source: string;
}

const HOUR = 3_600_000;

/** The profiles there are. */
export const PROFILES = {
  us: {
    name: 'us',
    limit: 0.03,
    target: 0.029,
    window: { kind: 'successive', days: 30 },
    answerWithinMs: 2000,
    clockStart: 'greeting_end',
    minimumRingMs: 15_000,
    lockMs: 0,
    countsFalsePositives: false,
    source: '16 CFR 310.4(b)(4) (Telemarketing Sales Rule, since 1 Oct 2008); 47 CFR 64.1200(a)(7)',
  },
  uk: {
    name: 'uk',
    limit: 0.03,
    target: 0.01,
    window: { kind: 'rolling_day' },
    answerWithinMs: 2000,
    clockStart: 'greeting_start',
    minimumRingMs: 15_000,
    lockMs: 72 * HOUR,
    countsFalsePositives: true,
    source:
      'Ofcom, persistent misuse policy: 3 % in 24 h, 15 s, 72 h (2006-2010), false positives (2008); since 1 Mar 2017 without a safe harbour',
  },
  ca: {
    name: 'ca',
    limit: 0.05,
    target: 0.045,
    window: { kind: 'calendar_month' },
    answerWithinMs: 2000,
    clockStart: 'connect',
    minimumRingMs: 15_000,
    lockMs: 0,
    countsFalsePositives: false,
    source:
      'CRTC, Unsolicited Telecommunications Rules (5 % in a calendar month); not checked against the text',
  },
  none: {
    name: 'none',
    limit: 1,
    target: 0.05,
    window: { kind: 'successive', days: 30 },
    answerWithinMs: 2000,
    clockStart: 'connect',
    minimumRingMs: 15_000,
    lockMs: 0,
    countsFalsePositives: false,
    source: 'no rule is known; the target is ours',
  },
} as const satisfies Record<JurisdictionProfile['name'], JurisdictionProfile>;

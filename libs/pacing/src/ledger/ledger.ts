import type { JurisdictionProfile, LegalWindow } from './profile.js';
import type { LedgerReading, LedgerWindow } from './reading.js';

const DAY = 86_400_000;
/** The rolling day is kept in slices of five minutes: what is older than 24 h is forgotten a slice at a time. */
const SLICE = 300_000;
const SLICES = DAY / SLICE;

/** What may happen to one live answer, or to one call that was taken for a machine. */
export type LedgerEntry = 'answer' | 'abandoned' | 'machine';

/** A ledger as stored: plain data. */
export interface LedgerState {
  /** When the campaign's first period began, epoch milliseconds: when its ledger was first read or entered; null: not yet. */
  readonly since: number | null;
  /** Counts of the current legal period. */
  readonly period: LedgerCounts;
  /** Start of the current legal period; null: none has begun. */
  readonly periodStart: number | null;
  /** Counts by slice of five minutes, the oldest first. */
  readonly slices: readonly LedgerSlice[];
}

export interface LedgerCounts {
  readonly answers: number;
  readonly abandoned: number;
  readonly machines: number;
}

export interface LedgerSlice extends LedgerCounts {
  readonly start: number;
}

/** How a ledger is read besides its profile. */
export interface LedgerOptions {
  readonly target?: number;
  /** Share of calls taken for a machine that were people, estimated by our own measurement. */
  readonly falsePositiveRate?: number;
}

interface Counts {
  answers: number;
  abandoned: number;
  machines: number;
}

interface Slice extends Counts {
  start: number;
}

const nothing = (): Counts => ({ answers: 0, abandoned: 0, machines: 0 });

/**
 * Live answers and abandonments of one campaign, over the last 24 hours and over the window of the law. Fed with entries,
 * read by the policies; `state` goes into storage and back into {@link createLedger}. Time must not run backwards by more
 * than a slice; an earlier entry counts in the newest slice.
 */
export class AbandonmentLedger {
  private since: number | null = null;
  private periodStart: number | null = null;
  private period = nothing();
  private readonly day = nothing();
  private slices: Slice[] = [];

  constructor(
    readonly profile: JurisdictionProfile,
    private readonly options: LedgerOptions = {},
    state?: LedgerState,
  ) {
    if (state === undefined) return;
    this.since = state.since;
    this.periodStart = state.periodStart;
    this.period = { ...state.period };
    this.slices = state.slices.map((slice) => ({ ...slice }));
    for (const slice of this.slices) add(this.day, slice, 1);
  }

  /** A person answered. */
  answered(now: number): void {
    this.enter('answer', now);
  }

  /** A person who had answered (and was entered as such) found no caller in time. */
  abandoned(now: number): void {
    this.enter('abandoned', now);
  }

  /** A call was taken for a machine and hung up. */
  machine(now: number): void {
    this.enter('machine', now);
  }

  /** What a policy reads. */
  reading(now: number): LedgerReading {
    this.roll(now);
    const day = this.window(this.day);
    const legal = this.profile.window.kind === 'rolling_day' ? day : this.window(this.period);
    const { limit, target, answerWithinMs } = this.profile;
    return { day, legal, limit, target: this.options.target ?? target, answerWithinMs };
  }

  /** For storage. */
  state(): LedgerState {
    return {
      since: this.since,
      period: { ...this.period },
      periodStart: this.periodStart,
      slices: this.slices.map((slice) => ({ ...slice })),
    };
  }

  private enter(entry: LedgerEntry, now: number): void {
    this.roll(now);
    const start = Math.floor(now / SLICE) * SLICE;
    let slice = this.slices.at(-1);
    if (slice === undefined || slice.start < start) {
      slice = { start, ...nothing() };
      this.slices.push(slice);
    }
    for (const counts of [slice, this.day, this.period]) {
      if (entry === 'answer') counts.answers += 1;
      else if (entry === 'abandoned') counts.abandoned += 1;
      else counts.machines += 1;
    }
  }

  private roll(now: number): void {
    this.since ??= now;
    const start = periodStart(this.profile.window, this.since, now);
    if (this.periodStart === null || start > this.periodStart) {
      if (this.periodStart !== null) this.period = nothing();
      this.periodStart = start;
    }
    const horizon = now - DAY;
    let slice = this.slices[0];
    while (slice !== undefined && (slice.start + SLICE <= horizon || this.slices.length > SLICES + 1)) {
      add(this.day, slice, -1);
      this.slices.shift();
      slice = this.slices[0];
    }
  }

  private window(counts: LedgerCounts): LedgerWindow {
    const wrong = this.profile.countsFalsePositives
      ? counts.machines * (this.options.falsePositiveRate ?? 0)
      : 0;
    return { answers: counts.answers + wrong, abandoned: counts.abandoned + wrong };
  }
}

/** The ledger of a campaign, empty or as it was stored. */
export function createLedger(
  profile: JurisdictionProfile,
  options?: LedgerOptions,
  state?: LedgerState,
): AbandonmentLedger {
  return new AbandonmentLedger(profile, options, state);
}

/** Abandonments that can still be afforded in a window at `share`; negative: as many too many. */
export function affordable(window: LedgerWindow, share: number): number {
  return share * window.answers - window.abandoned;
}

/** Start of the period of the law in which `now` lies, for a campaign that began at `since`. */
function periodStart(window: LegalWindow, since: number, now: number): number {
  if (window.kind === 'calendar_month') {
    const date = new Date(now);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  if (window.kind === 'rolling_day') return since;
  const length = window.days * DAY;
  return since + Math.max(0, Math.floor((now - since) / length)) * length;
}

function add(into: Counts, counts: LedgerCounts, sign: 1 | -1): void {
  into.answers += sign * counts.answers;
  into.abandoned += sign * counts.abandoned;
  into.machines += sign * counts.machines;
}

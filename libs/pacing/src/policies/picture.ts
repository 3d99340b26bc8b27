import type { PacingDecision, PacingRail } from '../decision.js';
import type { PacingSnapshot } from '../snapshot.js';

/** Reports of the phone system that are older than this say nothing about now. */
export const MOST_LAG_MS = 1000;
/** However many are wanted, no decision places more: the next one follows at once. */
const MOST_AT_ONCE = 1000;
const MOST_COUNTED = 100_000;

/** A snapshot's counts, whatever was in them: whole, finite and not negative. */
export interface Picture {
  readonly idle: number;
  readonly ringing: number;
  readonly waiting: number;
  readonly talking: number;
  readonly wrapping: number;
  readonly leaving: number;
  readonly requested: number;
  /** Lines that may still be taken; Infinity: no limit. */
  readonly freeLines: number;
  /** Calls that may be placed now; Infinity: no limit. */
  readonly placeable: number;
}

/** A count as it is believed: a number that is none counts as 0, as does JSON's null for it. */
export function count(value: number | null | undefined): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value)
    ? Math.min(Math.floor(value), MOST_COUNTED)
    : 0;
}

export function pictureOf(snapshot: PacingSnapshot): Picture {
  const { callers, limits } = snapshot;
  const ringing = snapshot.ringingMs.length;
  const talking = callers.talkingMs.length;
  const waiting = count(snapshot.waiting);
  const leaving = count(callers.leaving);
  const lines = limits.maxLines;
  const most =
    lines !== null && Number.isFinite(lines)
      ? Math.max(0, Math.floor(lines) - count(limits.reserve))
      : Infinity;
  const placeable = limits.placeable;
  return {
    idle: count(callers.idle),
    ringing,
    waiting,
    talking,
    wrapping: callers.wrappingMs.length,
    leaving,
    requested: count(callers.requested),
    freeLines: Math.max(0, most - ringing - waiting - talking - leaving),
    placeable: placeable !== null && Number.isFinite(placeable) ? count(placeable) : Infinity,
  };
}

/** What a snapshot has of lists, and of records of its own. */
const LISTS = {
  callers: ['talkingMs', 'wrappingMs'],
  estimates: ['answeredBy', 'failedBy', 'talkBeyond', 'wrapBeyond'],
  ledger: [],
  limits: [],
  health: [],
} as const satisfies { readonly [K in keyof PacingSnapshot]?: readonly string[] };

/** Whether every part is there: a log that was cut, or written by another version, may lack some. */
export function isWhole(snapshot: PacingSnapshot): boolean {
  if (!isRecord(snapshot) || !Array.isArray(snapshot.ringingMs)) return false;
  for (const [name, lists] of Object.entries(LISTS)) {
    const part = snapshot[name];
    if (!isRecord(part) || !lists.every((list) => Array.isArray(part[list]))) return false;
  }
  const { ledger, limits } = snapshot;
  return isRecord(ledger.day) && isRecord(ledger.legal) && 'maxLines' in limits && 'placeable' in limits;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Of a snapshot that is not whole: nothing is dialed. */
export function notWhole(policy: string): PacingDecision {
  const nothing = { idle: 0, ringing: 0, waiting: 0, answerRate: null, threshold: null, balance: null };
  return { dial: 0, reasons: { policy, ...nothing, wanted: 0, bound: 'rebuilding' } };
}

/** How many lines, of how many that were wanted, and which rail bound it. */
export interface Plan {
  readonly wanted: number;
  readonly dial: number;
  readonly bound: PacingRail | null;
}

/** What forbids every dial at the moment, whatever the policy. */
export function freeze(snapshot: PacingSnapshot): PacingRail | null {
  if (snapshot.health.rebuilding) return 'rebuilding';
  const lag = snapshot.health.eventLagMs;
  // A lag that is no number is not known; what is not known is not trusted.
  return Number.isFinite(lag) && lag <= MOST_LAG_MS ? null : 'event_lag';
}

/** `wanted`, as far as lines and calls per second allow; and which of them bound it. */
export function withinLimits(wanted: number, picture: Picture): Plan {
  const dial = Math.min(wanted, picture.freeLines, picture.placeable, MOST_AT_ONCE);
  if (dial === wanted) return { wanted, dial, bound: null };
  if (dial === picture.freeLines) return { wanted, dial, bound: 'max_lines' };
  return { wanted, dial, bound: dial === picture.placeable ? 'calls_per_second' : 'burst' };
}

import type { CallState } from '@ringside/contracts';
import { HEARD, type CallReading } from '@ringside/telephony';

/**
 * What is known of a call that a phone system made by itself, put together from every webhook and record of it. Putting two
 * of them together is a join: their order, how often each came, and which of them were lost on the way do not matter, only
 * which facts came at all. A record (CDR) is the phone system's own last word, so what it says of a field stands
 * above what webhooks said of it.
 */
export interface CallFacts {
  /** Bits of {@link HEARD}: the stages that were said to have been reached. */
  readonly heard: number;
  /** Bits of {@link MERGED}: the fields that a record has told. */
  readonly fromRecord: number;
  readonly dialingAt: number | null;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly phone: string | null;
  readonly from: string | null;
  readonly callerName: string | null;
  readonly direction: string | null;
  readonly duration: string | null;
  readonly recording: string | null;
}

export type MergedField = Exclude<keyof CallFacts, 'heard' | 'fromRecord'>;

/**
 * The fields that are merged: the table from which both {@link mergeFacts} and the SQL of the store are made. Of two webhooks (or
 * two records) that differ, `pick` says which value stays; `bit` marks a field that a record has told.
 */
export const MERGED = [
  { field: 'dialingAt', column: 'dialing_at', pick: 'least', bit: 1 },
  { field: 'ringingAt', column: 'ringing_at', pick: 'least', bit: 2 },
  { field: 'answeredAt', column: 'answered_at', pick: 'least', bit: 4 },
  { field: 'endedAt', column: 'ended_at', pick: 'greatest', bit: 8 },
  { field: 'phone', column: 'phone', pick: 'greatest', bit: 16 },
  { field: 'from', column: 'from_number', pick: 'greatest', bit: 32 },
  { field: 'callerName', column: 'caller_name', pick: 'greatest', bit: 64 },
  { field: 'direction', column: 'direction', pick: 'greatest', bit: 128 },
  { field: 'duration', column: 'duration', pick: 'greatest', bit: 256 },
  { field: 'recording', column: 'recording', pick: 'greatest', bit: 512 },
] as const satisfies readonly {
  readonly field: MergedField;
  readonly column: string;
  readonly pick: 'least' | 'greatest';
  readonly bit: number;
}[];
/** Set in `fromRecord` for every record, whatever it says. */
export const HAS_RECORD = 1024;

/** Facts of nothing: the neutral element of {@link mergeFacts}. */
export const NO_FACTS: CallFacts = {
  heard: 0,
  fromRecord: 0,
  dialingAt: null,
  ringingAt: null,
  answeredAt: null,
  endedAt: null,
  phone: null,
  from: null,
  callerName: null,
  direction: null,
  duration: null,
  recording: null,
};

/** What one webhook or record says. */
export function factsOf(reading: CallReading, source: 'webhook' | 'record'): CallFacts {
  const facts: Record<MergedField, number | string | null> & { heard: number; fromRecord: number } = {
    ...NO_FACTS,
    heard: reading.heard,
  };
  for (const { field, bit } of MERGED) {
    facts[field] = reading[field];
    if (source === 'record' && reading[field] !== null) facts.fromRecord |= bit;
  }
  if (source === 'record') facts.fromRecord |= HAS_RECORD;
  return facts as CallFacts;
}

/** The join of two facts: commutative, associative, idempotent. The store does the same in SQL, from the same table. */
export function mergeFacts(a: CallFacts, b: CallFacts): CallFacts {
  const merged: Record<string, number | string | null> = {
    heard: a.heard | b.heard,
    fromRecord: a.fromRecord | b.fromRecord,
  };
  for (const { field, pick, bit } of MERGED) {
    const [mine, theirs] = [a.fromRecord & bit, b.fromRecord & bit];
    merged[field] = mine > theirs ? a[field] : theirs > mine ? b[field] : picked(a[field], b[field], pick);
  }
  return merged as unknown as CallFacts;
}

/** Whether they say the same. */
export function sameFacts(a: CallFacts, b: CallFacts): boolean {
  if (a.heard !== b.heard || a.fromRecord !== b.fromRecord) return false;
  return MERGED.every(({ field }) => a[field] === b[field]);
}

/** Where the facts say the call is; `closed`: its deadline closed it, which counts as long as nobody said that it ended. */
export function stateOf(facts: CallFacts, closed: boolean): CallState {
  const answered = (facts.heard & HEARD.answered) !== 0 || facts.answeredAt !== null;
  if (closed || (facts.heard & HEARD.ended) !== 0) return answered ? 'completed' : 'no_answer';
  if (answered) return 'answered';
  return (facts.heard & HEARD.ringing) !== 0 || facts.ringingAt !== null ? 'ringing' : 'dialing';
}

function picked(
  a: number | string | null,
  b: number | string | null,
  pick: 'least' | 'greatest',
): number | string | null {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const order = typeof a === 'number' ? a - Number(b) : compareText(a, String(b));
  return order < 0 === (pick === 'least') ? a : b;
}

/** By code point, as the database compares with `collate "C"`. */
function compareText(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

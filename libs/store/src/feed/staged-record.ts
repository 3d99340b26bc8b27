import type { StagedRecord } from '@ringside/engine';
import { hash } from 'node:crypto';
import { copyRow } from '../database/copy-rows.js';
import { timeField } from '../database/row-array.js';

/** A record with its place in the document, and whether its call was there when it was read. */
export interface NumberedRecord {
  readonly record: StagedRecord;
  readonly n: number;
  readonly digest: string;
  readonly met: boolean;
}

/** Columns of the temporary table of staged records; `extra`: another record of the same call stands for both. */
export const STAGED_COLUMNS = `n int, id uuid, uuid text, digest int8, met boolean, extra boolean, heard int, from_record int,
  dialing_at timestamptz, ringing_at timestamptz, answered_at timestamptz, ended_at timestamptz, phone text, from_number text,
  caller_name text, direction text, duration text, recording text, raw text`;

export function stagedRow({ record, n, digest, met }: NumberedRecord): string {
  const { id, uuid, facts, raw } = record;
  return copyRow([
    n,
    id,
    uuid,
    digest,
    met,
    false,
    facts.heard,
    facts.fromRecord,
    time(facts.dialingAt),
    time(facts.ringingAt),
    time(facts.answeredAt),
    time(facts.endedAt),
    facts.phone,
    facts.from,
    facts.callerName,
    facts.direction,
    facts.duration,
    facts.recording,
    raw,
  ]);
}

function time(at: number | null): string | null {
  const field = timeField(at);
  return field === '' ? null : field;
}

/** What a record is known by, to the letter: the first 8 bytes of its SHA-1, as a number of 64 bits. */
export function digestOf(raw: string): string {
  return hash('sha1', raw, 'buffer').readBigInt64BE().toString();
}

import type { StagedRecord } from '@ringside/engine';
import { hash } from 'node:crypto';
import { plain, text, time, type Column } from '../commit/section.js';

/** A record with its place in the document, and whether its call was there when it was read. */
export interface NumberedRecord {
  readonly record: StagedRecord;
  readonly n: number;
  readonly digest: string;
  readonly met: boolean;
}

const COLUMNS: readonly (Column<NumberedRecord> & { readonly type: string })[] = [
  { ...plain('n', ({ n }) => n), type: 'int' },
  { ...plain('id', ({ record }) => record.id), type: 'uuid' },
  { ...text('uuid', ({ record }) => record.uuid), type: 'text' },
  { ...plain('digest', ({ digest }) => digest), type: 'int8' },
  // Its call was there when it was read.
  { ...plain('met', ({ met }) => met), type: 'boolean' },
  // Another record of the same call stands for both.
  { ...plain('extra', () => false), type: 'boolean' },
  { ...plain('heard', ({ record }) => record.facts.heard), type: 'int' },
  { ...plain('from_record', ({ record }) => record.facts.fromRecord), type: 'int' },
  { ...time('dialing_at', ({ record }) => record.facts.dialingAt), type: 'timestamptz' },
  { ...time('ringing_at', ({ record }) => record.facts.ringingAt), type: 'timestamptz' },
  { ...time('answered_at', ({ record }) => record.facts.answeredAt), type: 'timestamptz' },
  { ...time('ended_at', ({ record }) => record.facts.endedAt), type: 'timestamptz' },
  { ...text('phone', ({ record }) => record.facts.phone), type: 'text' },
  { ...text('from_number', ({ record }) => record.facts.from), type: 'text' },
  { ...text('caller_name', ({ record }) => record.facts.callerName), type: 'text' },
  { ...text('direction', ({ record }) => record.facts.direction), type: 'text' },
  { ...text('duration', ({ record }) => record.facts.duration), type: 'text' },
  { ...text('recording', ({ record }) => record.facts.recording), type: 'text' },
  { ...text('raw', ({ record }) => record.raw), type: 'text' },
];

/** Columns of the temporary table of staged records. */
export const STAGED_COLUMNS = COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ');

export function stagedRow(record: NumberedRecord): string {
  let row = '';
  for (let i = 0; i < COLUMNS.length; i++) row += (i === 0 ? '' : ',') + (COLUMNS[i]?.field(record) ?? '');
  return row;
}

/** What a record is known by, to the letter: the first 8 bytes of its SHA-1, as a number of 64 bits. */
export function digestOf(raw: string): string {
  return hash('sha1', raw, 'buffer').readBigInt64BE().toString();
}

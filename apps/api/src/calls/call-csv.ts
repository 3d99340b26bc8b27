import type { CallView } from '@ringside/contracts';
import { stringify } from 'csv-stringify';
import { pipeline, Readable } from 'node:stream';

/** Columns of the export, in order: the fields of a call over REST, under their own names. */
export const CALL_COLUMNS = [
  'id',
  'origin',
  'created_at',
  'direction',
  'from',
  'caller_name',
  'phone',
  'state',
  'reason',
  'dialing_at',
  'ringing_at',
  'answered_at',
  'ended_at',
  'end_estimated',
  'talk_time',
  'duration',
  'recording',
  'answered_by',
  'flags',
  'has_record',
  'provider_call_id',
  'connection_id',
  'tenant_id',
  'campaign_id',
  'contact_id',
  'position',
  'pass',
] as const satisfies readonly (keyof CallView)[];

/** What a spreadsheet may take for a formula, as OWASP lists it. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
/** A number and what is written between its digits: nothing in it can call or fetch anything. */
const NUMBER = /^[\d\s().+/-]*$/;

/**
 * One field as the text of a cell. A text that a spreadsheet would take for a formula gets a `'` before it, as such a
 * program itself writes it; phone numbers and durations, whatever they begin with, stay as they are.
 */
export function csvCell(value: CallView[(typeof CALL_COLUMNS)[number]]): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? value.join(' ') : String(value);
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/**
 * Calls as CSV (RFC 4180, UTF-8, with a header), read as fast as it is consumed. Whoever leaves early ends the
 * reading; an error while reading ends the text where it is.
 */
export function callsCsv(pages: AsyncIterable<readonly CallView[]>): Readable {
  const csv = stringify({ columns: [...CALL_COLUMNS], header: true, record_delimiter: 'windows' });
  pipeline(Readable.from(cellsOf(pages)), csv, () => undefined);
  return csv;
}

async function* cellsOf(pages: AsyncIterable<readonly CallView[]>): AsyncGenerator<string[]> {
  for await (const calls of pages)
    for (const call of calls) yield CALL_COLUMNS.map((column) => csvCell(call[column]));
}

import { parse } from 'csv-parse';
import { pipeline, type Readable } from 'node:stream';
import { ProblemError } from '../http/problem.js';
import { contactRow, isPhoneColumn, type ContactRow } from './contact-rows.js';
import { phoneProblem } from './phone-list.js';

/** A row longer than this, in characters, ends the upload: a quote was opened and never closed. */
const MAX_ROW = 64 * 1024;
const MAX_COLUMNS = 200;

/** Which column is which. `names[i]` is null for the number itself. */
interface Columns {
  readonly phone: number;
  readonly names: readonly (string | null)[];
  /** The first row names the columns and is no contact. */
  readonly header: boolean;
}

/**
 * Rows of a CSV (RFC 4180) as they stream in: quotes, newlines in quotes, CR LF, a byte order mark,
 * comma, semicolon or tab. A first row that names the columns is optional; without one the first column whose
 * first cell is a number holds the numbers.
 */
export async function* csvContacts(stream: Readable, minDigits: number): AsyncGenerator<ContactRow> {
  const { head, whole } = await peekLine(decoded(stream));
  const parser = parse({
    delimiter: delimiterOf(head),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_ROW,
  });
  // The parser passes on whatever ends the stream early.
  pipeline(whole, parser, () => undefined);
  let columns: Columns | null = null;
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row++;
      if (columns === null) {
        columns = columnsOf(record, minDigits);
        if (columns.header) continue;
      }
      yield toRow(row, record, columns, minDigits);
    }
  } catch (error) {
    if (isCsvError(error)) {
      throw new ProblemError('invalid_request', `Row ${row + 1} cannot be read: ${error.code}.`, {
        errors: [{ field: `row[${row + 1}]`, code: 'not_csv', detail: error.code }],
      });
    }
    throw error;
  }
}

function toRow(row: number, record: readonly string[], columns: Columns, minDigits: number): ContactRow {
  const phone = record[columns.phone];
  if (phone === undefined || phone === '') return { row, code: 'no_phone' };
  const fields: Record<string, string> = {};
  record.forEach((value, index) => {
    const name = columns.names[index];
    if (index !== columns.phone && name !== null && name !== undefined && name !== '') fields[name] = value;
  });
  return contactRow(row, phone, fields, minDigits);
}

/** Reads the first row: a header when it names the number's column or holds no number at all. */
export function columnsOf(first: readonly string[], minDigits: number): Columns {
  if (first.length > MAX_COLUMNS) {
    throw new ProblemError('invalid_request', `At most ${MAX_COLUMNS} columns.`);
  }
  const named = first.findIndex(isPhoneColumn);
  if (named !== -1) return { phone: named, names: names(first, named), header: true };
  const number = first.findIndex((cell) => phoneProblem(cell, minDigits) !== 'not_a_number');
  // Without a header the column beside the number is taken as the name.
  if (number !== -1) {
    const other = first.findIndex((cell, index) => index !== number && /\p{L}/u.test(cell));
    return {
      phone: number,
      names: first.map((_, index) => (index === other ? 'name' : null)),
      header: false,
    };
  }
  // One column has nowhere else to hold the number; of several unknown ones none can be chosen.
  if (first.length === 1) return { phone: 0, names: [null], header: false };
  throw new ProblemError('invalid_request', 'No column holds the numbers: name one of them "phone".', {
    errors: [
      { field: 'row[1]', code: 'no_phone_column', detail: 'Name the column with the numbers "phone".' },
    ],
  });
}

/** Column names; a repeated one gets a number, so that nothing is lost. */
function names(header: readonly string[], phone: number): (string | null)[] {
  const seen = new Map<string, number>();
  return header.map((cell, index) => {
    if (index === phone) return null;
    const count = (seen.get(cell) ?? 0) + 1;
    seen.set(cell, count);
    return count === 1 ? cell : `${cell} ${count}`;
  });
}

/** The separator that the first line has most of. */
export function delimiterOf(head: string): string {
  const line = head.split(/[\r\n]/, 1)[0]?.replace(/"[^"]*"/g, '') ?? '';
  const count = (separator: string): number => line.split(separator).length - 1;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',');
}

/** The text of a stream: UTF-8, or UTF-16 as its byte order mark says (spreadsheets save it so). */
async function* decoded(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let start = Buffer.alloc(0);
  for await (const chunk of stream) {
    if (decoder !== null) yield decoder.decode(chunk, { stream: true });
    else {
      start = Buffer.concat([start, chunk]);
      if (start.length < 2) continue;
      decoder = new TextDecoder(encodingOf(start));
      yield decoder.decode(start, { stream: true });
    }
  }
  yield decoder === null ? start.toString('latin1') : decoder.decode();
}

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The text up to the end of its first line (or so much that there is none), and all of it again. */
async function peekLine(
  texts: AsyncGenerator<string>,
): Promise<{ head: string; whole: AsyncGenerator<string> }> {
  let head = '';
  while (head.length < MAX_ROW && !/[\r\n]/.test(head)) {
    const next = await texts.next();
    if (next.done === true) break;
    head += next.value;
  }
  async function* whole(): AsyncGenerator<string> {
    yield head;
    yield* texts;
  }
  return { head, whole: whole() };
}

function isCsvError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}

import type { Readable } from 'node:stream';
import { contactRow, isPhoneColumn, type ContactRow } from './contact-rows.js';
import { phoneText } from './phone-list.js';

/** Longest line, in bytes. */
const MAX_LINE = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Rows of newline-delimited JSON as they stream in: a line is a number, as text, or an object with `phone`
 * (or `phone_number`) and any other fields. Blank lines are skipped.
 */
export async function* ndjsonContacts(stream: Readable, minDigits: number): AsyncGenerator<ContactRow> {
  let row = 0;
  for await (const line of lines(stream)) {
    row++;
    if (line === null) yield { row, code: 'row_too_long' };
    else if (line.trim() !== '') yield toRow(row, line, minDigits);
  }
}

function toRow(row: number, line: string, minDigits: number): ContactRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { row, code: 'not_json' };
  }
  const bare = phoneText(value);
  if (bare !== null) return contactRow(row, bare, {}, minDigits);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row, code: 'no_phone' };
  let phone: string | null = null;
  const fields: Record<string, string> = {};
  for (const [name, item] of Object.entries(value)) {
    if (phone === null && isPhoneColumn(name)) phone = phoneText(item);
    else if (typeof item === 'string') fields[name] = item;
    else if (typeof item === 'number' || typeof item === 'boolean') fields[name] = String(item);
  }
  return phone === null ? { row, code: 'no_phone' } : contactRow(row, phone, fields, minDigits);
}

/** Lines of a stream, null for one that is too long (which is thrown away as it comes). */
async function* lines(stream: Readable): AsyncGenerator<string | null> {
  let pending: Buffer[] = [];
  let length = 0;
  const take = (): string | null => {
    const line =
      length > MAX_LINE
        ? null
        : Buffer.concat(pending)
            .toString('utf8')
            .replace(/^\uFEFF/, '');
    pending = [];
    length = 0;
    return line;
  };
  const add = (part: Buffer): void => {
    length += part.length;
    if (length <= MAX_LINE) pending.push(part);
    else pending = [];
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (length > 0) yield take();
}

import type { PhoneProblem } from '@ringside/contracts';
import { isStorableText } from '../http/json-body.js';
import { phoneProblem } from './phone-list.js';

/** Why a row of an uploaded list was not taken. */
export type RowProblem =
  PhoneProblem | 'not_json' | 'no_phone' | 'not_text' | 'row_too_long' | 'too_many_fields';

/** One row of an uploaded list: what is taken, or why it is not. `row` counts from 1, a header included. */
export type ContactRow =
  | { readonly row: number; readonly phone: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly row: number; readonly phone?: string; readonly code: RowProblem };

/** Most other columns a row keeps, and the longest value. */
const MAX_FIELDS = 50;
const MAX_VALUE = 1000;

/** Columns that hold the number, as people and programs name them; compared without case, spaces and signs. */
const PHONE_NAMES = new Set([
  'phone',
  'phonenumber',
  'phoneno',
  'number',
  'telephone',
  'telephonenumber',
  'tel',
  'mobile',
  'mobilephone',
  'cell',
  'cellphone',
]);
/** Columns that hold the name, the first that is there wins. */
const NAME_NAMES = ['name', 'fullname', 'contactname', 'contact'];

export function isPhoneColumn(column: string): boolean {
  return PHONE_NAMES.has(plain(column));
}

function plain(column: string): string {
  return column.toLowerCase().replace(/[^a-z]/g, '');
}

/** Checks one row. `fields` are its other columns; the one that holds the name is kept as `name`. */
export function contactRow(
  row: number,
  given: string,
  fields: Readonly<Record<string, string>>,
  minDigits: number,
): ContactRow {
  const phone = given.trim();
  const problem = phoneProblem(phone, minDigits);
  if (problem !== null)
    return { row, phone: phone.slice(0, 32).toWellFormed().replaceAll('\0', ''), code: problem };
  const entries = Object.entries(fields).filter(([, value]) => value !== '');
  if (entries.length > MAX_FIELDS) return { row, phone, code: 'too_many_fields' };
  const kept: Record<string, string> = {};
  for (const [column, value] of entries) {
    if (!isStorableText(column) || !isStorableText(value)) return { row, phone, code: 'not_text' };
    if (value.length > MAX_VALUE || column.length > 100) return { row, phone, code: 'row_too_long' };
    if (column !== '__proto__') kept[column] = value;
  }
  const name = nameOf(kept);
  return { row, phone, fields: name === null ? kept : { ...kept, name } };
}

function nameOf(fields: Readonly<Record<string, string>>): string | null {
  const byName = new Map(Object.entries(fields).map(([column, value]) => [plain(column), value]));
  for (const name of NAME_NAMES) {
    const value = byName.get(name);
    if (value !== undefined) return value;
  }
  const parts = [byName.get('firstname'), byName.get('lastname')].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : null;
}

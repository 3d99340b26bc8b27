import type { RowView } from '@ringside/contracts';

const COLUMNS = [
  'position',
  'phone',
  'name',
  'status',
  'reason',
  'calls',
  'started_at',
  'ringing_at',
  'answered_at',
  'ended_at',
] as const satisfies (keyof RowView)[];

/** First line of the export. */
export const CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

/** Rows as CSV (RFC 4180), each line ended. */
export function toCsv(rows: readonly RowView[]): string {
  return rows.map((row) => `${COLUMNS.map((column) => cell(row[column], column)).join(',')}\r\n`).join('');
}

function cell(value: string | number | null, column: (typeof COLUMNS)[number]): string {
  if (value === null) return '';
  // Text that a spreadsheet would take for a formula; a checked number may begin with +.
  const text = column !== 'phone' && /^[=+\-@\t]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

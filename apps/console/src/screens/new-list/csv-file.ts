import { checkPhone } from '@ringside/contracts';
import type { ParseResult } from 'papaparse';
import { isPhoneColumn } from './parse-list.js';

/** A file up to this size goes into the field, where it can be read and mended; a larger one is sent as it is. */
export const FIELD_LIMIT_BYTES = 2_000_000;

/** What a look through a large file found. */
export interface FileCheck {
  readonly rows: number;
  readonly bad: number;
  /** 1-based rows of the file with the first few problems. */
  readonly firstBad: readonly { readonly row: number; readonly text: string }[];
}

/** Which column is which; `header` when the first row names them. */
interface Columns {
  readonly phone: number;
  readonly name: readonly number[];
  readonly header: boolean;
}

const NAMED_PROBLEMS = 5;

/** A CSV file as lines of `number, name`. */
export async function readFileAsLines(file: File): Promise<string> {
  const lines: string[] = [];
  let columns: Columns | null = null;
  await eachRow(file, (row) => {
    if (columns === null) {
      columns = columnsOf(row);
      if (columns.header) return;
    }
    const cell = (at: number): string => row[at]?.replace(/\s+/g, ' ').trim() ?? '';
    const name = columns.name.map(cell).filter(Boolean).join(' ');
    lines.push(name ? `${cell(columns.phone)}, ${name}` : cell(columns.phone));
  });
  return lines.join('\n');
}

/** Looks through a file of any size without keeping it. `read` tells bytes. */
export async function checkFile(file: File, read: (bytes: number) => void): Promise<FileCheck> {
  let columns: Columns | null = null;
  let row = 0;
  let rows = 0;
  let bad = 0;
  const firstBad: { row: number; text: string }[] = [];
  await eachRow(
    file,
    (cells) => {
      row += 1;
      if (columns === null) {
        columns = columnsOf(cells);
        if (columns.header) return;
      }
      const phone = cells[columns.phone]?.trim() ?? '';
      rows += 1;
      if (checkPhone(phone).ok) return;
      bad += 1;
      if (firstBad.length < NAMED_PROBLEMS) firstBad.push({ row, text: phone.slice(0, 40) });
    },
    read,
  );
  return { rows: rows - bad, bad, firstBad };
}

async function eachRow(
  file: File,
  take: (row: readonly string[]) => void,
  read: (bytes: number) => void = () => undefined,
): Promise<void> {
  const [{ default: papa }, encoding] = await Promise.all([import('papaparse'), encodingOf(file)]);
  await new Promise<void>((resolve, reject) => {
    papa.parse<string[]>(file, {
      encoding,
      skipEmptyLines: 'greedy',
      chunkSize: 1_000_000,
      chunk: (result: ParseResult<string[]>) => {
        for (const row of result.data) take(row);
        read(result.meta.cursor);
      },
      complete: () => resolve(),
      error: (error: Error) => reject(error),
    });
  });
}

/** Spreadsheets like to save UTF-16. */
async function encodingOf(file: File): Promise<string> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
}

/** Finds the number and the name by the header, or by the first row's looks. */
export function columnsOf(first: readonly string[]): Columns {
  const plain = first.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const named = first.findIndex(isPhoneColumn);
  if (named >= 0) {
    const whole = plain.findIndex((cell) => ['name', 'fullname', 'contactname', 'contact'].includes(cell));
    const parts = ['firstname', 'lastname'].map((part) => plain.indexOf(part)).filter((at) => at >= 0);
    return { phone: named, name: whole >= 0 ? [whole] : parts, header: true };
  }
  const phone = Math.max(
    0,
    first.findIndex((cell) => checkPhone(cell.trim()).ok),
  );
  const name = first.findIndex((cell, at) => at !== phone && /\p{L}/u.test(cell));
  return { phone, name: name >= 0 ? [name] : [], header: false };
}

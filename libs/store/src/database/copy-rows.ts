import type pg from 'pg';
import { storable } from './text.js';

/**
 * Rows for `copy ... from stdin`, the fastest way in for many: one line a row, fields between tabs. Nothing in the text of a
 * record has to be doubled, as it must be in an array.
 */
export function copyRow(fields: readonly (string | number | boolean | null)[]): string {
  let row = '';
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? null;
    row +=
      (i === 0 ? '' : '\t') + (field === null ? NULL : typeof field === 'string' ? escaped(field) : field);
  }
  return `${row}\n`;
}

const NULL = '\\N';
const SPECIAL: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
  const plain = storable(text);
  return /[\\\t\n\r]/.test(plain) ? plain.replace(/[\\\t\n\r]/g, (sign) => SPECIAL[sign] ?? '') : plain;
}

/** What of a connection of `pg` its types leave out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Runs a `copy ... from stdin` with these rows as its input. */
export function copyRows(client: pg.Client, statement: string, rows: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed = false;
    // What `pg` calls of a query, for one that is answered by data.
    client.query({
      submit: (connection: unknown) => (connection as CopyConnection).query(statement),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(Buffer.from(rows));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => {
        if (!failed) resolve();
      },
      handleError(error: Error) {
        failed = true;
        reject(error);
      },
    } as pg.Submittable);
  });
}

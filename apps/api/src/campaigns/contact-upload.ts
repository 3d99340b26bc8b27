import type { NewContact } from '@ringside/store';
import type { ContactRow, RowProblem } from './contact-rows.js';

/** Contacts stored in one transaction. */
export const UPLOAD_BATCH = 5000;
/** Rejected rows that are named; the rest is counted. */
const MAX_REJECTED = 100;

export interface UploadResult {
  readonly added: number;
  readonly rejected: readonly { readonly row: number; readonly phone?: string; readonly code: RowProblem }[];
  readonly rejected_count: number;
}

/**
 * Takes the rows of a list of any length in constant memory: batch by batch, each read while the one before it
 * is stored. A row that is no contact is left out and named; the others are taken. When it rejects, what `store` has
 * resolved for was added.
 */
export async function uploadContacts(
  rows: AsyncIterable<ContactRow>,
  newId: () => string,
  store: (batch: readonly NewContact[]) => Promise<void>,
): Promise<UploadResult> {
  let batch: NewContact[] = [];
  let storing: Promise<void> = Promise.resolve();
  let added = 0;
  let rejectedCount = 0;
  const rejected: UploadResult['rejected'][number][] = [];
  const flush = async (): Promise<void> => {
    await storing;
    if (batch.length === 0) return;
    added += batch.length;
    storing = store(batch);
    // It is awaited before the next batch and at the end.
    storing.catch(() => undefined);
    batch = [];
  };
  try {
    for await (const row of rows) {
      if ('code' in row) {
        rejectedCount++;
        if (rejected.length < MAX_REJECTED) rejected.push(row);
        continue;
      }
      batch.push({ id: newId(), phone: row.phone, fields: row.fields });
      if (batch.length >= UPLOAD_BATCH) await flush();
    }
    await flush();
  } finally {
    await storing;
  }
  return { added, rejected, rejected_count: rejectedCount };
}

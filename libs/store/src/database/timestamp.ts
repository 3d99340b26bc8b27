import { sql, type RawBuilder } from 'kysely';

/** A time, given as epoch milliseconds, to compare a column with. */
export function timestamp(epochMs: number): RawBuilder<number> {
  return sql<number>`${new Date(epochMs)}::timestamptz`;
}

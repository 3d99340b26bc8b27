import type { NewErrand } from '../outgoing/job-queue.js';
import type { AnySection, ColumnOrder } from './section.js';

/** One kind of batch: which row of `writer` numbers its commits, and what it can hold, in the order it is written. */
export interface CommitKind<Batch> {
  readonly writer: 1 | 2;
  readonly sections: readonly AnySection<Batch>[];
  /** What is to be done about a batch; made in its transaction. */
  readonly errands?: (batch: Batch) => readonly NewErrand[];
  /** Settings of the connection that commits it. */
  readonly planning: readonly string[];
}

/** One batch, ready to be sent and to be sent again: nothing in it refers to the live rows. */
export interface PreparedCommit {
  readonly number: number;
  /** Name and text of the statement for this combination of tables. */
  readonly statement: { readonly name: string; readonly text: string };
  readonly parameters: readonly string[];
  readonly errands: readonly NewErrand[];
}

/** Makes commits of one kind: reads a batch now, completely. */
export function createCommits<Batch>(
  kind: CommitKind<Batch>,
): (number: number, batch: Batch, order: ColumnOrder) => PreparedCommit {
  const statements = new Map<number, PreparedCommit['statement']>();
  const statementOf = (mask: number): PreparedCommit['statement'] => {
    const known = statements.get(mask) ?? { name: `commit_${mask}`, text: statementText(kind, mask) };
    statements.set(mask, known);
    return known;
  };
  return (number, batch, order) => {
    let mask = 0;
    const parameters: string[] = [];
    kind.sections.forEach((section, index) => {
      const encoded = section.encode(batch, order);
      if (encoded === null) return;
      mask |= 1 << index;
      parameters.push(encoded);
    });
    return { number, statement: statementOf(mask), parameters, errands: kind.errands?.(batch) ?? [] };
  };
}

/** PostgreSQL's code for the division that ends a commit which is not the next one. */
export const NOT_NEXT = '22012';

/**
 * One statement that writes the given tables if the row of `writer` lets this batch be the next, and fails with
 * {@link NOT_NEXT} before it has written anything if not: `$1` is the fence, `$2` the number.
 */
function statementText<Batch>({ writer, sections }: CommitKind<Batch>, mask: number): string {
  const present = sections.filter((_, index) => (mask & (1 << index)) !== 0);
  const tables = new Set(present.map(({ table }) => table));
  const parts = present.map((section, index) =>
    section.sql(`s${index}`, `unnest($${index + 3}::ringside.${section.table}[])`, tables),
  );
  const fence = `w as (update ringside.writer set batch = $2::int8 where id = ${writer} and fence = $1::int8 and batch = $2::int8 - 1 returning 1)`;
  return `with ${[fence, ...parts].join(', ')} select 1 / count(*) from w`;
}

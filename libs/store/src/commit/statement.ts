import type { CommitBatch } from '@ringside/engine';
import { SECTIONS, type AnySection, type ColumnOrder } from './sections.js';

/** One batch, ready to be sent and to be sent again: nothing in it refers to the live rows. */
export interface PreparedCommit {
  readonly number: number;
  /** Name and text of the statement for this combination of tables. */
  readonly statement: { readonly name: string; readonly text: string };
  readonly parameters: readonly string[];
}

/** Reads the batch now, completely. */
export function prepareCommit(number: number, batch: CommitBatch, order: ColumnOrder): PreparedCommit {
  let mask = 0;
  const parameters: string[] = [];
  SECTIONS.forEach((section, index) => {
    const encoded = section.encode(batch, order);
    if (encoded === null) return;
    mask |= 1 << index;
    parameters.push(encoded);
  });
  return { number, statement: statementOf(mask), parameters };
}

const statements = new Map<number, PreparedCommit['statement']>();

/** PostgreSQL's code for the division that ends a commit which is not the next one. */
export const NOT_NEXT = '22012';

/**
 * One statement that writes the given tables if the row of `writer` lets this batch be the next, and fails with
 * {@link NOT_NEXT} before it has written anything if not: `$1` is the fence, `$2` the number.
 */
function statementOf(mask: number): PreparedCommit['statement'] {
  const known = statements.get(mask);
  if (known !== undefined) return known;
  let parameter = 2;
  const parts = SECTIONS.filter((_, index) => (mask & (1 << index)) !== 0).map((section, index) => {
    parameter++;
    return `s${index} as (${sectionSql(section, `unnest($${parameter}::ringside.${section.table}[])`)})`;
  });
  const fence = `w as (update ringside.writer set batch = $2::int8 where id = 1 and fence = $1::int8 and batch = $2::int8 - 1 returning 1)`;
  const text = `with ${[fence, ...parts].join(', ')} select 1 / count(*) from w`;
  const statement = { name: `commit_${mask}`, text };
  statements.set(mask, statement);
  return statement;
}

function sectionSql({ table, key, columns, onConflict }: AnySection, rows: string): string {
  if (key.length > 0) {
    const sets = columns.map((name) => `${name} = u.${name}`).join(', ');
    const match = key.map((name) => `t.${name} = u.${name}`).join(' and ');
    return `update ringside.${table} t set ${sets} from ${rows} u where ${match}`;
  }
  const values = columns.map((name) => `u.${name}`).join(', ');
  return `insert into ringside.${table} (${columns.join(', ')}) select ${values} from ${rows} u ${onConflict}`;
}

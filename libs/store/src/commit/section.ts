import { plainField, rowArray, textField, timeField } from '../database/row-array.js';

/** One column of a table, and what a row of a batch has in it. */
export interface Column<Row> {
  readonly name: string;
  readonly field: (row: Row) => string;
  /** What is inserted instead of the field, as SQL over the row `u`, given the other tables of the batch. */
  readonly instead?: (tables: ReadonlySet<string>) => string;
}

export function plain<Row>(name: string, of: (row: Row) => string | number | boolean | null): Column<Row> {
  return { name, field: (row) => plainField(of(row)) };
}
export function text<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, field: (row) => textField(of(row)) };
}
export function time<Row>(name: string, of: (row: Row) => number | null): Column<Row> {
  return { name, field: (row) => timeField(of(row)) };
}

/** The rows of one table in a batch. */
export interface Section<Batch, Row> {
  readonly table: string;
  /** Columns that find the row to change; none for rows that are new. */
  readonly key: readonly Column<Row>[];
  readonly columns: readonly Column<Row>[];
  /** What happens to a new row that is already there, which is called `t`. */
  readonly onConflict?: string;
  /** Whatever else of the statement is made of these rows: further parts of its `with`, given the name of this one. */
  readonly parts?: (name: string, rows: string) => string;
  readonly rows: (batch: Batch) => readonly Row[];
}

/** A section without its row type: what the statement and its parameter are made of. */
export interface AnySection<Batch> {
  readonly table: string;
  /** The parts of a statement's `with` that write `rows`; the first of them is called `name`. */
  readonly sql: (name: string, rows: string, tables: ReadonlySet<string>) => string;
  /** The rows of the batch as an array of the table's rows, or null when there are none. */
  readonly encode: (batch: Batch, order: ColumnOrder) => string | null;
}

/** Columns of every table, in the table's order. */
export type ColumnOrder = ReadonlyMap<string, readonly string[]>;

export function section<Batch, Row>(of: Section<Batch, Row>): AnySection<Batch> {
  const { table, key, columns, parts, rows } = of;
  const all = [...key, ...columns];
  let known: { readonly order: ColumnOrder; readonly write: (row: Row) => string } | null = null;
  const writer = (order: ColumnOrder): ((row: Row) => string) => {
    if (known?.order !== order) known = { order, write: rowWriter(all, order.get(table) ?? []) };
    return known.write;
  };
  return {
    table,
    sql: (name, from, tables) => {
      const more = parts === undefined ? '' : `, ${parts(name, from)}`;
      return `${name} as (${key.length > 0 ? update(of, from) : insert(of, from, tables)})${more}`;
    },
    encode: (batch, order) => {
      const found = rows(batch);
      return found.length === 0 ? null : rowArray(found, writer(order));
    },
  };
}

function update<Batch, Row>({ table, key, columns }: Section<Batch, Row>, rows: string): string {
  const sets = columns.map(({ name }) => `${name} = u.${name}`).join(', ');
  const match = key.map(({ name }) => `t.${name} = u.${name}`).join(' and ');
  return `update ringside.${table} t set ${sets} from ${rows} u where ${match}`;
}

function insert<Batch, Row>(
  { table, columns, onConflict = '' }: Section<Batch, Row>,
  rows: string,
  tables: ReadonlySet<string>,
): string {
  const names = columns.map(({ name }) => name).join(', ');
  const values = columns.map(({ name, instead }) => instead?.(tables) ?? `u.${name}`).join(', ');
  return `insert into ringside.${table} as t (${names}) select ${values} from ${rows} u ${onConflict}`;
}

/** Writes a row with all the columns of the table; those that the section does not know stay empty. */
function rowWriter<Row>(columns: readonly Column<Row>[], order: readonly string[]): (row: Row) => string {
  const fields = order.map((name) => columns.find((column) => column.name === name)?.field ?? null);
  if (fields.filter((field) => field !== null).length < columns.length)
    throw new Error(`A column of ${columns.map(({ name }) => name).join(', ')} is not in the table.`);
  return (row) => {
    let text = '';
    for (let i = 0; i < fields.length; i++) text += (i === 0 ? '' : ',') + (fields[i]?.(row) ?? '');
    return text;
  };
}

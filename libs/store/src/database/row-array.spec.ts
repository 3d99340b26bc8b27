import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../testing/index.js';
import { plainField, rowArray, textField, timeField } from './row-array.js';
import { storable } from './text.js';

interface Row {
  readonly n: number | null;
  readonly words: string | null;
  readonly at: number | null;
}

describe('rowArray', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client(database.databaseUrl);
    await client.connect();
    await client.query('create table kept (n int, words text, at timestamptz)');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const read = async (rows: readonly Row[]): Promise<Row[]> => {
    const literal = rowArray(rows, ({ n, words, at }) =>
      [plainField(n), textField(words), timeField(at)].join(','),
    );
    const found = await client.query<Row>(
      `select n, words, (extract(epoch from at) * 1000)::float8 as at from unnest($1::kept[])`,
      [literal],
    );
    return found.rows;
  };

  it('says to PostgreSQL whatever a row holds', async () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...`(){},"\\ a\n'`) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            n: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
            words: fc.option(words),
            at: fc.option(
              fc
                .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
                .map(Number),
            ),
          }),
          { maxLength: 5 },
        ),
        async (rows) => {
          expect(await read(rows)).toEqual(
            rows.map((row) => ({ ...row, words: row.words === null ? null : storable(row.words) })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes a time that no calendar has for none', async () => {
    const rows = [8.64e15, -8.64e15, NaN, Infinity].map((at) => ({ n: 1, words: null, at }));
    expect((await read(rows)).map(({ at }) => at)).toEqual([null, null, null, null]);
  });
});

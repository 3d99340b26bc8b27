import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testDatabase, type TestDatabase } from './index.js';

describe('testDatabase', () => {
  const made: TestDatabase[] = [];
  afterAll(async () => {
    await Promise.all(made.map((database) => database.drop()));
  });

  it('gives each caller a database of its own, also at the same time', async () => {
    made.push(...(await Promise.all([testDatabase(), testDatabase(), testDatabase()])));
    expect(new Set(made.map((database) => database.databaseUrl)).size).toBe(3);
    for (const { databaseUrl } of made) {
      const client = new pg.Client(databaseUrl);
      await client.connect();
      const { rows } = await client.query(
        'select count(*)::int as n from information_schema.tables where table_schema = $1',
        ['ringside'],
      );
      expect(rows).toEqual([{ n: 0 }]);
      await client.end();
    }
  });

  it('removes a database that is still in use', async () => {
    const { databaseUrl, drop } = await testDatabase();
    const client = new pg.Client(databaseUrl);
    client.on('error', () => undefined);
    await client.connect();
    await drop();
    await expect(client.query('select 1')).rejects.toThrow();
    await expect(new pg.Client(databaseUrl).connect()).rejects.toThrow(/does not exist/);
  });
});

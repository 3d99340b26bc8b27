import type pg from 'pg';

/** Tables that grow for ever and are dropped by the month, with the column that decides. */
const PARTITIONED = { inbox: 'received_at', event: 'at' } as const;
const MONTHS_AHEAD = 2;

/**
 * Makes the partitions of this month and of the next two. Rows of any other time go to `<table>_other`; those
 * that belong into a new partition are moved there.
 */
export async function ensurePartitions(pool: pg.Pool, now: Date): Promise<void> {
  for (const table of Object.keys(PARTITIONED) as (keyof typeof PARTITIONED)[]) {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      await ensureMonth(pool, table, new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)));
    }
  }
}

async function ensureMonth(pool: pg.Pool, table: keyof typeof PARTITIONED, from: Date): Promise<void> {
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  const month = `${from.getUTCFullYear()}_${String(from.getUTCMonth() + 1).padStart(2, '0')}`;
  const name = `ringside.${table}_${month}`;
  const range = `from ('${from.toISOString()}') to ('${to.toISOString()}')`;
  const inRange = `${PARTITIONED[table]} >= '${from.toISOString()}' and ${PARTITIONED[table]} < '${to.toISOString()}'`;
  if (await exists(pool, name)) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = '5s'`);
    await client.query(`lock table ringside.${table} in access exclusive mode`);
    if (await exists(client, name)) return void (await client.query('rollback'));
    await client.query(`create table ${name} (like ringside.${table} including all)`);
    await client.query(
      `with moved as (delete from ringside.${table}_other where ${inRange} returning *) insert into ${name} select * from moved`,
    );
    await client.query(`alter table ringside.${table} attach partition ${name} for values ${range}`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function exists(client: Pick<pg.Pool, 'query'>, table: string): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>('select to_regclass($1) is not null as present', [
    table,
  ]);
  return rows[0]?.present === true;
}

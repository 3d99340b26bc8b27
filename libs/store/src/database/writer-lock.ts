import type pg from 'pg';

/** "Ringside" in ASCII: the key of the session advisory lock that says which process writes to a database. */
const LOCK_KEY = '5938398974261683301';

export const LOCK_HELD =
  'Another Ringside is already running on this database: stop it first, or give this one a DATA_DIR or DATABASE_URL of its own.';

/** Takes the lock for this session; false when another session holds it. */
export async function tryLock(client: Pick<pg.Client, 'query'>): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(${LOCK_KEY}) as locked`,
  );
  return rows[0]?.locked === true;
}

export async function unlock(client: Pick<pg.Client, 'query'>): Promise<void> {
  await client.query(`select pg_advisory_unlock(${LOCK_KEY})`);
}
/** Ends a session of ours whose connection was lost, if the server has not noticed and it still holds the lock. */
export async function endLostHolder(client: Pick<pg.Client, 'query'>, lostPid: number): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and pid = $1 and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32) + objid::bigint = ${LOCK_KEY}`,
    [lostPid],
  );
}

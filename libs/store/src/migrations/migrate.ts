import { Migrator, type MigrationProvider } from 'kysely/migration';
import type pg from 'pg';
import type { Database } from '../database/connection.js';
import { facts } from '../database/errors.js';
import { LOCK_HELD, tryLock, unlock } from '../database/writer-lock.js';
import { StartupError } from '../startup-error.js';
import { MIGRATIONS } from './index.js';

const TABLE = 'migration';

/**
 * Brings schema `ringside` to this program's version, forward only. A newer schema is left alone, and so is an
 * older one while another process writes to it.
 */
export async function migrate(pool: pg.Pool, db: Database): Promise<void> {
  const done = await appliedMigrations(pool);
  const names = Object.keys(MIGRATIONS);
  const foreign = done.find((name) => !names.includes(name));
  if (foreign !== undefined) {
    throw new StartupError(
      `This database was used by a newer Ringside (${foreign}): run that version, or give this one a database of its own.`,
    );
  }
  if (done.length === names.length) return;
  const client = await pool.connect();
  try {
    if (!(await tryLock(client))) throw new StartupError(LOCK_HELD);
    await applyAll(db);
    await unlock(client);
  } finally {
    client.release(true);
  }
}

async function appliedMigrations(pool: pg.Pool): Promise<readonly string[]> {
  const present = await pool.query<{ present: boolean }>('select to_regclass($1) is not null as present', [
    `ringside.${TABLE}`,
  ]);
  if (present.rows[0]?.present !== true) return [];
  const { rows } = await pool.query<{ name: string }>(`select name from ringside.${TABLE} order by name`);
  return rows.map(({ name }) => name);
}

async function applyAll(db: Database): Promise<void> {
  const provider: MigrationProvider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
  const migrator = new Migrator({
    db: db.withoutPlugins(),
    provider,
    migrationTableSchema: 'ringside',
    migrationTableName: TABLE,
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new StartupError(`The database could not be brought up to date: ${facts(error).message}.`);
}

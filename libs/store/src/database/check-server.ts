import pg from 'pg';
import { StartupError } from '../startup-error.js';
import { clientConfig } from './connection.js';
import { facts } from './errors.js';

const OLDEST = 14;

/** Connects once, to say in one line why a database cannot be used. */
export async function checkServer(databaseUrl: string): Promise<void> {
  const where = placeOf(databaseUrl);
  const client = new pg.Client(clientConfig(databaseUrl));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; may: boolean; utf8: boolean }>(
      `select current_setting('server_version_num')::int / 10000 as version,
              has_database_privilege(current_database(), 'create') or to_regnamespace('ringside') is not null as may,
              current_setting('server_encoding') = 'UTF8' as utf8`,
    );
    const found = rows[0];
    if (found === undefined) return;
    if (found.version < OLDEST) {
      throw new StartupError(
        `The database ${where} is PostgreSQL ${found.version}: version ${OLDEST} or newer is needed.`,
      );
    }
    if (!found.utf8) {
      throw new StartupError(`The database ${where} is not in UTF8: create one with encoding UTF8.`);
    }
    if (!found.may) {
      throw new StartupError(
        `The user of DATABASE_URL may not create a schema in ${where}: grant create on the database to it.`,
      );
    }
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { code, message } = facts(error);
    const detail = code === null || message.includes(code) ? message : `${code} ${message}`;
    throw new StartupError(
      `The database ${where} cannot be used: ${detail.split('\n')[0] ?? ''}. Mend DATABASE_URL, or start the server.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Host and database of an address, without user and password. */
function placeOf(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    return `${url.searchParams.get('host') ?? url.host}${url.pathname}`;
  } catch {
    return 'in DATABASE_URL';
  }
}

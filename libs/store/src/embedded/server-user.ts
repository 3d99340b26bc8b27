import { readFile, stat } from 'node:fs/promises';
import { StartupError } from '../startup-error.js';
import type { RunAs } from './run.js';

/**
 * The user the server runs as. PostgreSQL refuses to run as root and wants a user with a passwd entry:
 * an ordinary user is taken as it is, root becomes the owner of the existing data, or `nobody`.
 */
export async function serverUser(clusterDir: string): Promise<RunAs | null> {
  const own = process.getuid?.();
  if (own !== 0) return null;
  const users = await passwd();
  const owner = await stat(clusterDir).catch(() => null);
  if (owner !== null && owner.uid !== 0) {
    const found = users.find((user) => user.uid === owner.uid);
    if (found !== undefined) return found;
    throw new StartupError(
      `The database folder ${clusterDir} belongs to user id ${owner.uid}, which is not in /etc/passwd: give it to a named user (chown -R nobody), or set DATABASE_URL.`,
    );
  }
  const found =
    users.find((user) => user.name === 'nobody') ??
    users.find((user) => user.name === 'postgres') ??
    users.find((user) => user.uid !== 0);
  if (found === undefined) {
    throw new StartupError(
      'PostgreSQL does not run as root and there is no other user in /etc/passwd: add one, or set DATABASE_URL.',
    );
  }
  return found;
}

interface PasswdEntry extends RunAs {
  readonly name: string;
}

async function passwd(): Promise<readonly PasswdEntry[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || name === '' || uid === undefined || gid === undefined) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

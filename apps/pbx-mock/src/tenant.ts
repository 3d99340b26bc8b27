import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'tenant-uuid';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The tenant this phone system says it is, in the header `tenant-uuid` of every answer: the one kept in
 * `dataDir`, or a new one. Throws when the folder cannot be written.
 */
export function tenantUuid(dataDir: string | null, fresh: boolean): string {
  if (dataDir === null) return randomUUID();
  const file = join(dataDir, FILE);
  const kept = fresh ? null : read(file);
  if (kept !== null) return kept;
  const made = randomUUID();
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${made}\n`);
  return made;
}

function read(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return UUID.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

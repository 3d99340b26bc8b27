import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'tenant-uuid';
const STARTS = 'starts';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The tenant this phone system says it is, in the header `tenant-uuid` of every answer: the one kept in
 * `dataDir`, or a new one. Throws when the folder cannot be written.
 */
export function tenantUuid(dataDir: string | null, fresh: boolean): string {
  if (dataDir === null) return randomUUID();
  const kept = fresh ? null : read(join(dataDir, FILE), UUID);
  if (kept !== null) return kept;
  const made = randomUUID();
  keepTenant(dataDir, made);
  return made;
}

/** Keeps another tenant for the next start. */
export function keepTenant(dataDir: string | null, tenant: string): void {
  if (dataDir !== null) write(dataDir, FILE, tenant);
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * How often a phone system was started in this folder, this time included; 0 without one. A tenant that is kept must not
 * make calls with the uuids of its last run again.
 */
export function countStart(dataDir: string | null): number {
  if (dataDir === null) return 0;
  const starts = Number(read(join(dataDir, STARTS), /^\d{1,9}$/) ?? 0) + 1;
  write(dataDir, STARTS, String(starts));
  return starts;
}

function write(dataDir: string, name: string, text: string): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, name), `${text}\n`);
}

function read(file: string, looks: RegExp): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return looks.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

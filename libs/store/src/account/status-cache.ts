import { CONTACT_STATUSES, type ContactStatus } from '@ringside/contracts';
import { sql } from 'kysely';
import type { Database } from '../database/connection.js';
import { LETTERS, Statuses } from './statuses.js';

/** Contacts read in one statement. */
const STRETCH = 50_000;
/** Bytes of all campaigns together; what was asked for the longest ago goes first. */
const MOST_BYTES = 64 * 2 ** 20;

interface ChangedContact {
  readonly campaignId: string;
  readonly position: number;
  readonly status: ContactStatus;
}

/**
 * The statuses of the campaigns that are looked at, kept as they are committed. The one writer of a database is this process, so
 * nothing changes them behind its back. What they say is a moment old at most; whoever reads rows by them looks at the rows' own.
 */
export interface StatusCache {
  /** Reads them if they are not known. */
  get(db: Database, campaignId: string): Promise<Statuses>;
  /** Those that are known; null: they would have to be read. */
  known(campaignId: string): Statuses | null;
  /** A campaign that was made a moment ago. */
  created(campaignId: string, total: number): void;
  grown(campaignId: string, total: number): void;
  changed(contacts: readonly ChangedContact[]): void;
  /** Many have changed at once: they are read again. */
  changedInBulk(db: Database, campaignId: string): void;
  /** Reads them, before anybody asks, one campaign after the other. */
  warm(db: Database, campaignId: string): void;
}

/** What has changed since statuses began to be read. */
interface Reading {
  total: number;
  changes: ChangedContact[];
  /** Many have changed at once: it begins anew. */
  stale: boolean;
}

export function createStatusCache(): StatusCache {
  const ready = new Map<string, Statuses>();
  const readings = new Map<string, Reading>();
  const pending = new Map<string, Promise<Statuses>>();
  let warming: Promise<unknown> = Promise.resolve();

  function keep(campaignId: string, statuses: Statuses): void {
    ready.delete(campaignId);
    ready.set(campaignId, statuses);
    let bytes = 0;
    for (const { bytes: some } of ready.values()) bytes += some;
    for (const [oldest, { bytes: some }] of ready) {
      if (bytes <= MOST_BYTES || oldest === campaignId) break;
      ready.delete(oldest);
      bytes -= some;
    }
  }

  async function read(db: Database, campaignId: string): Promise<Statuses> {
    const reading: Reading = { total: 0, changes: [], stale: false };
    readings.set(campaignId, reading);
    try {
      for (;;) {
        const statuses = await readStatuses(db, campaignId, reading);
        if (statuses === null) continue;
        // From here on at once: a change that came in between would be in neither.
        statuses.grow(reading.total);
        for (const { position, status } of reading.changes) statuses.set(position, status);
        keep(campaignId, statuses);
        return statuses;
      }
    } finally {
      readings.delete(campaignId);
      pending.delete(campaignId);
    }
  }

  function reread(db: Database, campaignId: string): Promise<Statuses> {
    const under = pending.get(campaignId);
    if (under !== undefined) return under;
    const begun = read(db, campaignId);
    pending.set(campaignId, begun);
    return begun;
  }

  const cache: StatusCache = {
    async get(db, campaignId) {
      const statuses = ready.get(campaignId);
      if (statuses === undefined) return reread(db, campaignId);
      keep(campaignId, statuses);
      return statuses;
    },

    known: (campaignId) => ready.get(campaignId) ?? null,

    created(campaignId, total) {
      const statuses = new Statuses();
      statuses.grow(total);
      keep(campaignId, statuses);
    },

    grown(campaignId, total) {
      ready.get(campaignId)?.grow(total);
      const reading = readings.get(campaignId);
      if (reading !== undefined) reading.total = Math.max(reading.total, total);
    },

    changed(contacts) {
      for (const contact of contacts) {
        ready.get(contact.campaignId)?.set(contact.position, contact.status);
        readings.get(contact.campaignId)?.changes.push(contact);
      }
    },

    changedInBulk(db, campaignId) {
      const reading = readings.get(campaignId);
      if (reading !== undefined) reading.stale = true;
      if (ready.delete(campaignId)) cache.warm(db, campaignId);
    },

    warm(db, campaignId) {
      warming = warming.then(() => (ready.has(campaignId) ? null : reread(db, campaignId))).catch(() => null);
    },
  };
  return cache;
}

/** Null: they have changed in bulk meanwhile. */
async function readStatuses(db: Database, campaignId: string, reading: Reading): Promise<Statuses | null> {
  reading.stale = false;
  reading.changes = [];
  const statuses = new Statuses();
  // Positions are 1, 2, 3 ... without a gap.
  for (let letters = ''; statuses.total === 0 || letters.length === STRETCH;) {
    letters = await lettersOf(db, campaignId, statuses.total);
    if (reading.stale) return null;
    statuses.append(letters);
    if (letters === '') break;
  }
  return statuses;
}

/** The statuses of the next contacts, a letter each. */
async function lettersOf(db: Database, campaignId: string, after: number): Promise<string> {
  const { rows } = await sql<{ letters: string | null }>`
    select string_agg(letter, '') as letters from (
      select ${LETTER} as letter from ringside.campaign_contact
       where campaign_id = ${campaignId} and position > ${after} and position <= ${after + STRETCH}
       order by position
    ) as stretch`.execute(db);
  return rows[0]?.letters ?? '';
}

const LETTER = sql`case status ${sql.join(
  CONTACT_STATUSES.map((status, i) => sql`when ${sql.lit(status)} then ${sql.lit(LETTERS.charAt(i))}`),
  sql` `,
)} end`;

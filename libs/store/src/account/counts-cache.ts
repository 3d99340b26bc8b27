import type { Counts } from '@ringside/contracts';
import type { Database } from '../database/connection.js';
import { toCounts } from '../database/rows.js';
import { countContacts } from '../database/shared-queries.js';
import type { StatusCache } from './status-cache.js';

const MOST = 2000;

/** What the counts of a campaign were counted at; any change of a contact moves one of the two. */
export interface CountedAt {
  readonly campaignId: string;
  readonly seq: number;
  readonly total: number;
}

/**
 * Remembers the counts of campaigns, because counting a long list reads all of it. They are display only, and
 * valid as long as the campaign's event number and total are the same.
 */
export interface CountsCache {
  get(db: Database, campaigns: readonly CountedAt[]): Promise<ReadonlyMap<string, Counts>>;
  forget(campaignId: string): void;
}

export function createCountsCache(statuses: StatusCache): CountsCache {
  const known = new Map<string, { readonly at: CountedAt; readonly counts: Counts }>();
  return {
    async get(db, campaigns) {
      const found = new Map<string, Counts>();
      const missing = new Map<string, CountedAt>();
      for (const at of campaigns) {
        const all = statuses.known(at.campaignId);
        if (all?.total === at.total) {
          found.set(at.campaignId, all.counts());
          continue;
        }
        const entry = known.get(at.campaignId);
        if (entry?.at.seq === at.seq && entry.at.total === at.total) found.set(at.campaignId, entry.counts);
        else missing.set(at.campaignId, at);
      }
      const counted = await countContacts(db, [...missing.keys()]);
      for (const at of missing.values()) {
        const counts = counted.get(at.campaignId) ?? toCounts([]);
        found.set(at.campaignId, counts);
        known.delete(at.campaignId);
        known.set(at.campaignId, { at, counts });
      }
      for (const oldest of known.keys()) {
        if (known.size <= MOST) break;
        known.delete(oldest);
      }
      return found;
    },
    forget: (campaignId) => void known.delete(campaignId),
  };
}

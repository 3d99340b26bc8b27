import type { ContactToDial } from '@ringside/engine';
import type { Database } from '../database/connection.js';
import { isUuid } from '../database/text.js';

/**
 * Idle contacts after a position, in list order. Read in stretches of the list, so that each read is a short one along
 * the key, whatever PostgreSQL knows about a list that was loaded a moment ago.
 */
export async function nextContacts(
  db: Database,
  campaignId: string,
  after: number,
  limit: number,
): Promise<readonly ContactToDial[]> {
  if (!isUuid(campaignId)) return [];
  const found: ContactToDial[] = [];
  let total: number | null = null;
  let from = after;
  for (let stretch = limit * 2; ; stretch *= 4) {
    const to = from + stretch;
    found.push(...(await readStretch(db, campaignId, from, to, limit - found.length)));
    if (found.length >= limit) return found;
    total ??= await lengthOf(db, campaignId);
    if (to >= total) return found;
    from = to;
  }
}

async function readStretch(
  db: Database,
  campaignId: string,
  from: number,
  to: number,
  limit: number,
): Promise<readonly ContactToDial[]> {
  const rows = await db
    .selectFrom(({ selectFrom }) =>
      selectFrom('campaign_contact')
        .select(['contact_id', 'position', 'calls'])
        .where('campaign_id', '=', campaignId)
        .where('position', '>', from)
        .where('position', '<=', Math.min(to, 2 ** 31 - 1))
        .where('status', '=', 'idle')
        .orderBy('position')
        .limit(limit)
        .as('next'),
    )
    .innerJoin('contact', 'contact.id', 'next.contact_id')
    .select(['next.contact_id', 'next.position', 'next.calls', 'contact.phone', 'contact.name'])
    .orderBy('next.position')
    .execute();
  return rows.map((row) => ({
    contactId: row.contact_id,
    position: row.position,
    phone: row.phone,
    name: row.name,
    calls: row.calls,
  }));
}

async function lengthOf(db: Database, campaignId: string): Promise<number> {
  const list = await db
    .selectFrom('campaign')
    .innerJoin('list', 'list.id', 'campaign.list_id')
    .select('list.total')
    .where('campaign.id', '=', campaignId)
    .executeTakeFirst();
  return list?.total ?? 0;
}

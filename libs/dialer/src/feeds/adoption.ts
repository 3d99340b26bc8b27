import type { FeedBatch } from '@ringside/engine';
import type { RawWebhook } from '@ringside/telephony';
import type { Writer } from '../writer.js';
import type { FeedWork } from './feed-batch.js';
import type { HostedFeed, HostedTenant } from './hosted-feed.js';
import { putAside, takeWebhook, uuidOf } from './take-webhook.js';

/** Held webhooks of one commit. */
const PAGE = 500;

export interface AdoptionDeps {
  readonly writer: Pick<Writer<FeedWork, FeedBatch>, 'give'>;
  /** As {@link persist}: null when the dialer closes. */
  readonly persist: <T>(act: () => Promise<T>) => Promise<T | null>;
  /** Fewer are held aside now. */
  readonly tell: (tenant: HostedTenant) => void;
}

/**
 * Applies what was held aside for a tenant that has been adopted, page by page: read again as if it came now, stored with its
 * calls, and only then forgotten. A crash in between applies a page twice, which changes no call. Answers whether all was done.
 */
export async function applyHeld(
  feed: HostedFeed,
  tenant: HostedTenant,
  { writer, persist, tell }: AdoptionDeps,
): Promise<boolean> {
  const { id } = tenant.tenant;
  for (;;) {
    const page = await persist(() => feed.store.heldWebhooks(id, null, PAGE));
    if (!page) return false;
    const { rows, cursor } = page;
    if (rows.length === 0 || cursor === null) break;
    const webhooks = rows.map(({ body, receivedAt }) => ({
      body,
      receivedAt,
      reading: feed.feed.read(raw(body, tenant.tenant.uuid)),
    }));
    const uuids = webhooks.flatMap(({ reading }) => (reading.kind === 'unreadable' ? [] : uuidOf(reading)));
    const found = await persist(() => feed.lookup.findAll(id, uuids));
    if (!found) return false;
    const written = await writer.give((_now, batch) => {
      for (const { reading, body, receivedAt } of webhooks) {
        if (reading.kind === 'unreadable') {
          // It could be read when it came, by an older version of the reader.
          const reason = `${reading.field}: ${reading.detail}`;
          putAside(feed, { tenantId: id, receivedAt, status: '', outcome: 'refused', reason, body }, batch);
          continue;
        }
        const stored = found.get(uuidOf(reading)) ?? null;
        takeWebhook(feed, { tenant, reading, body, receivedAt }, stored, batch);
      }
    });
    if (!written || (await persist(async () => (await feed.store.dropHeld(id, cursor), true))) === null)
      return false;
    tenant.held = Math.max(0, tenant.held - rows.length);
    tell(tenant);
  }
  if (tenant.held !== 0) {
    tenant.held = 0;
    tell(tenant);
  }
  return true;
}

/** As it came, as far as it matters to its reader. */
function raw(body: string, tenant: string): RawWebhook {
  return { method: 'POST', url: '', headers: { 'tenant-uuid': tenant }, body: Buffer.from(body) };
}

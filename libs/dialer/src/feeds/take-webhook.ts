import type { NewDelivery } from '@ringside/engine';
import type { FeedReading } from '@ringside/telephony';
import type { StoredCallFacts } from './call-lookup.js';
import type { FeedWork } from './feed-batch.js';
import type { HostedFeed, HostedTenant } from './hosted-feed.js';

/** A webhook of an adopted tenant, read. */
export interface ReadWebhook {
  readonly tenant: HostedTenant;
  readonly reading: Exclude<FeedReading, { readonly kind: 'unreadable' }>;
  readonly body: string;
  readonly receivedAt: number;
}

export function uuidOf(reading: ReadWebhook['reading']): string {
  return reading.kind === 'call' ? reading.call.uuid : reading.uuid;
}

/** Applies a webhook to its call and stores it. `found`: what the store has of the call, when that was asked. */
export function takeWebhook(
  { connection, follower, counts }: HostedFeed,
  { tenant: { tenant }, reading, body, receivedAt }: ReadWebhook,
  found: StoredCallFacts | null,
  batch: FeedWork,
): void {
  const uuid = uuidOf(reading);
  counts.learn(tenant.id, uuid, found?.webhooks ?? 0);
  const heard =
    reading.kind === 'call'
      ? follower.hear(
          { tenantId: tenant.id, reading: reading.call, stored: found?.call ?? null },
          receivedAt,
          batch,
        )
      : null;
  const outcome = heard?.outcome ?? 'unknown_status';
  if (!counts.store(tenant.id, uuid, outcome === 'applied')) return;
  batch.inbox.push({
    accountId: connection.accountId,
    connectionId: connection.id,
    tenantId: tenant.id,
    callId: heard?.call.id ?? found?.call?.id ?? null,
    syncId: null,
    kind: 'webhook',
    receivedAt,
    status: reading.kind === 'call' ? reading.call.status : reading.status,
    outcome,
    reason: null,
    body,
  });
}

/** Stores a webhook that is not applied to a call: it was refused, or its tenant is held. */
export function putAside(
  { connection }: HostedFeed,
  webhook: Pick<NewDelivery, 'tenantId' | 'receivedAt' | 'status' | 'reason' | 'body'> & {
    readonly outcome: 'refused' | 'held';
  },
  batch: FeedWork,
): void {
  const { accountId, id: connectionId } = connection;
  batch.inbox.push({ accountId, connectionId, callId: null, syncId: null, kind: 'webhook', ...webhook });
}

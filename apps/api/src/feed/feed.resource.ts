import type {
  Action,
  DeliveryResource,
  FeedResource,
  FeedView,
  SyncResource,
  SyncView,
  TenantResource,
  TenantView,
} from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import type { NewDelivery } from '@ringside/engine';
import { action } from '../http/action.js';
import { SyncDto } from './feed.dto.js';

/** What can be done wherever syncs are. */
export function syncActions(): Record<string, Action> {
  return { sync: action('POST', '/v1/syncs', SyncDto) };
}

export function feedResource(feed: FeedView): FeedResource {
  return {
    uri: `/v1/feeds/${feed.id}`,
    ...feed,
    actions: syncActions(),
    resources: {
      feeds: '/v1/feeds',
      syncs: '/v1/syncs',
      tenants: '/v1/tenants',
      calls: `/v1/calls?connection=${feed.id}`,
    },
  };
}

export function syncUri(id: string): string {
  return `/v1/syncs/${id}`;
}

/** A sync as a document: one that is over can be followed by another. */
export function syncResource(sync: SyncView): SyncResource {
  const uri = syncUri(sync.id);
  return {
    uri,
    name: `Sync of ${sync.started_at}`,
    ...sync,
    actions: sync.ended_at === null ? {} : syncActions(),
    resources: {
      syncs: '/v1/syncs',
      refused: `${uri}/refused`,
      feed: `/v1/feeds/${sync.connection_id}`,
      calls: `/v1/calls?connection=${sync.connection_id}`,
    },
  };
}

export function tenantResource(tenant: TenantView): TenantResource {
  const uri = `/v1/tenants/${tenant.id}`;
  return {
    uri,
    name: tenant.uuid,
    ...tenant,
    actions: tenant.state === 'held' ? { adopt: action('POST', `${uri}/adopt`) } : {},
    resources: {
      tenants: '/v1/tenants',
      feed: `/v1/feeds/${tenant.connection_id}`,
      calls: `/v1/calls?tenant=${tenant.id}`,
      minutes: `/v1/minutes?tenant=${tenant.id}`,
    },
  };
}

/** A webhook or record that was refused or is held aside, as it came. */
export function deliveryResource(delivery: NewDelivery): DeliveryResource {
  return {
    at: rfc3339(delivery.receivedAt),
    kind: delivery.kind,
    outcome: delivery.outcome === 'held' ? 'held' : 'refused',
    connection_id: delivery.connectionId,
    tenant_id: delivery.tenantId,
    sync_id: delivery.syncId,
    reason: delivery.reason,
    body: delivery.body,
  };
}

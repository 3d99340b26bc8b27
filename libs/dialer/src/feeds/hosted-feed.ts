import type { FeedStore, PbxFollower, Tenant } from '@ringside/engine';
import type { CallFeed } from '@ringside/telephony';
import { v7 as uuidv7 } from 'uuid';
import type { OpenConnection } from '../dialer.options.js';
import type { CallLookup } from './call-lookup.js';
import type { FeedWork } from './feed-batch.js';
import type { RareWarning } from './rare-warning.js';
import type { WebhookCounts } from './webhook-counts.js';

/** A tenant that would be the next one is not taken any more; each stands for a start of the phone system. */
const MOST_TENANTS = 1000;

/** A tenant with the webhooks held aside for it. */
export interface HostedTenant {
  tenant: Tenant;
  held: number;
}

/** One connection whose phone system makes calls of its own, with everything the dialer has in memory of it. */
export interface HostedFeed {
  readonly connection: OpenConnection;
  readonly feed: CallFeed;
  readonly store: FeedStore;
  readonly follower: PbxFollower;
  readonly tenants: Tenants;
  readonly lookup: CallLookup;
  readonly counts: WebhookCounts;
  readonly warning: RareWarning;
  /** Epoch milliseconds, of this run of the service. */
  lastWebhookAt: number | null;
}

/** The tenants of one connection. The first of a fresh connection is adopted, later ones are held aside. */
export class Tenants {
  private readonly byUuid = new Map<string, HostedTenant>();

  constructor(
    private readonly connection: OpenConnection,
    private readonly follower: PbxFollower,
    loaded: Iterable<HostedTenant>,
  ) {
    for (const { tenant, held } of loaded) this.byUuid.set(tenant.uuid, { tenant, held });
  }

  get all(): readonly HostedTenant[] {
    return [...this.byUuid.values()];
  }

  find(uuid: string): HostedTenant | undefined {
    return this.byUuid.get(uuid);
  }

  byId(id: string): HostedTenant | undefined {
    for (const hosted of this.byUuid.values()) if (hosted.tenant.id === id) return hosted;
    return undefined;
  }

  /** The tenant of this uuid, seen for the first time perhaps; null when there are too many to take another. */
  meet(uuid: string, now: number, batch: FeedWork): HostedTenant | null {
    const known = this.byUuid.get(uuid);
    if (known) return known;
    if (this.byUuid.size >= MOST_TENANTS) return null;
    const first = this.byUuid.size === 0;
    const tenant: Tenant = {
      id: uuidv7(),
      accountId: this.connection.accountId,
      connectionId: this.connection.id,
      uuid,
      state: first ? 'adopted' : 'held',
      seenAt: now,
      adoptedAt: first ? now : null,
    };
    const hosted = { tenant, held: 0 };
    this.byUuid.set(uuid, hosted);
    batch.tenants.set(tenant.id, tenant);
    batch.touched.add(hosted);
    const data = { tenant_id: tenant.id, state: tenant.state };
    this.follower.record({ type: 'tenant.seen', data }, now, batch);
    return hosted;
  }

  /** Takes the calls of a held tenant from now on; false when that was so already. */
  adopt(hosted: HostedTenant, now: number, batch: FeedWork): boolean {
    if (hosted.tenant.state === 'adopted') return false;
    hosted.tenant = { ...hosted.tenant, state: 'adopted', adoptedAt: now };
    batch.tenants.set(hosted.tenant.id, hosted.tenant);
    batch.touched.add(hosted);
    this.follower.record({ type: 'tenant.adopted', data: { tenant_id: hosted.tenant.id } }, now, batch);
    return true;
  }
}

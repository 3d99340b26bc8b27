import type { FeedBatch, FeedChanges, NewDelivery, Tenant } from '@ringside/engine';
import type { BatchKind } from '../writer.js';
import type { HostedTenant } from './hosted-feed.js';

/** What one transaction of the feeds will write: the followers' changes, and the webhooks that caused them. */
export interface FeedWork extends FeedChanges {
  readonly inbox: NewDelivery[];
  /** By tenant id. */
  readonly tenants: Map<string, Tenant>;
  /** Tenants whose row, or number of webhooks held aside, has changed: for live views only. */
  readonly touched: Set<HostedTenant>;
}

export const FEEDS: BatchKind<FeedWork, FeedBatch> = {
  empty: () => ({ inbox: [], calls: new Map(), tenants: new Map(), facts: [], touched: new Set() }),
  isEmpty: ({ inbox, calls, tenants, facts }) =>
    inbox.length === 0 && calls.size === 0 && tenants.size === 0 && facts.length === 0,
  isUrgent: () => false,
  rows: ({ inbox, calls, tenants, facts }) => ({
    inbox,
    calls: [...calls.values()],
    tenants: [...tenants.values()],
    facts,
  }),
};

import { Injectable } from '@nestjs/common';
import type { CallsPosition, FeedView, SyncView, TenantView } from '@ringside/contracts';
import { DialerError } from '../dialer.error.js';
import { notFound } from '../dialer.error.js';
import type { FeedCommands } from '../feed-commands.js';
import { CallsView } from './calls-view.js';
import { FeedHost, type OpenFeed } from './feed-host.js';
import { feedView, syncView, tenantView } from './views.js';

@Injectable()
export class FeedService implements FeedCommands {
  constructor(
    private readonly host: FeedHost,
    private readonly view: CallsView,
  ) {}

  feeds(accountId: string): readonly FeedView[] {
    const { publicUrl, feed } = this.host.options;
    return this.host.of(accountId).map(({ connection, syncs, lastWebhookAt }) =>
      feedView(connection, publicUrl, {
        syncEveryMs: feed.syncEveryMs,
        nextSyncAt: syncs.nextAt,
        lastWebhookAt,
      }),
    );
  }

  async sync(accountId: string, connectionId: string | null): Promise<SyncView> {
    return syncView(await this.feed(accountId, connectionId).syncs.start('manual'));
  }

  async adopt(accountId: string, tenantId: string): Promise<TenantView> {
    for (const feed of this.host.of(accountId)) {
      const tenant = feed.tenants.byId(tenantId);
      if (!tenant) continue;
      await this.host.adopt(feed, tenant);
      return tenantView(tenant.tenant, tenant.held);
    }
    throw notFound();
  }

  /** The sync under way of each feed of the account: newer than what the store has of it. */
  runningSyncs(accountId: string): readonly SyncView[] {
    return this.host.of(accountId).flatMap(({ syncs }) => (syncs.sync ? syncView(syncs.sync) : []));
  }

  position(accountId: string): CallsPosition {
    return this.view.position(accountId);
  }

  private feed(accountId: string, connectionId: string | null): OpenFeed {
    const feeds = this.host.of(accountId);
    if (connectionId === null) {
      const [only, another] = feeds;
      if (only && !another) return only;
      throw new DialerError(
        'no_feed',
        only
          ? 'There are several phone systems: name the connection.'
          : 'No phone system here makes calls of its own.',
      );
    }
    const feed = feeds.find(({ connection }) => connection.id === connectionId);
    if (feed) return feed;
    if (this.host.connection(connectionId)?.accountId !== accountId) throw notFound();
    throw new DialerError('no_feed', 'This phone system makes no calls of its own.');
  }
}

import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { DeliveryResource, FeedResource, MinutesReport, Page } from '@ringside/contracts';
import type { FeedCommands } from '@ringside/dialer';
import { COMPOSITION, FEEDS, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { onePage, page, pageRequest } from '../http/page.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { reportDays } from './days.js';
import { DeliveryQueryDto, MinutesQueryDto } from './feed.dto.js';
import { deliveryResource, feedResource, syncActions } from './feed.resource.js';

@Needs('read')
@Controller('v1')
export class FeedsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(FEEDS) private readonly commands: FeedCommands,
  ) {}

  /** Phone systems that make calls of their own. */
  @Get('feeds')
  feeds(@AccountId() accountId: string): Page<FeedResource> {
    return onePage('/v1/feeds', this.commands.feeds(accountId).map(feedResource), {
      name: 'Phone systems with calls of their own',
      actions: syncActions(),
      resources: { syncs: '/v1/syncs', tenants: '/v1/tenants', deliveries: '/v1/deliveries' },
    });
  }

  /** One of them, with the address to set in it. */
  @Get('feeds/:id')
  feed(@AccountId() accountId: string, @Id('id') id: string): FeedResource {
    return feedResource(found(this.commands.feeds(accountId).find((feed) => feed.id === id) ?? null));
  }

  /** Webhooks and records that were refused or are held aside, as they came, newest first. */
  @Get('deliveries')
  async deliveries(
    @AccountId() accountId: string,
    @Query() query: DeliveryQueryDto,
  ): Promise<Page<DeliveryResource>> {
    const { outcome } = query;
    const deliveries = await this.composition.store
      .for(accountId)
      .deliveries({ ...pageRequest(query), ...(outcome === undefined ? {} : { outcome }) });
    const items = deliveries.rows.map(deliveryResource);
    return page(
      '/v1/deliveries',
      { outcome },
      query.limit,
      { ...deliveries, items },
      {
        name: 'Refused and held aside',
        resources: { feeds: '/v1/feeds', tenants: '/v1/tenants' },
      },
    );
  }

  /** Minutes talked and minutes waited in vain, per tenant and day. */
  @Get('minutes')
  async minutes(@AccountId() accountId: string, @Query() query: MinutesQueryDto): Promise<MinutesReport> {
    const store = this.composition.store.for(accountId);
    const { timeZone } = await store.account();
    const { from, to } = reportDays(query, timeZone, this.composition.now());
    const items = await store.minutes(from, to, query.tenant ?? null);
    const about = { name: 'Minutes', resources: { tenants: '/v1/tenants', calls: '/v1/calls' } };
    return { ...onePage('/v1/minutes', items, about), from, to, time_zone: timeZone };
  }
}

import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { DeliveryResource, Page, SyncResource } from '@ringside/contracts';
import { syncView, type FeedCommands } from '@ringside/dialer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce } from '../commands/http-command.js';
import { COMPOSITION, FEEDS, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { SyncDto } from './feed.dto.js';
import { deliveryResource, syncActions, syncResource, syncUri } from './feed.resource.js';

@Needs('read')
@Controller('v1/syncs')
export class SyncsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(FEEDS) private readonly feeds: FeedCommands,
  ) {}

  /** Newest first. */
  @Get()
  async list(@AccountId() accountId: string, @Query() query: PageQueryDto): Promise<Page<SyncResource>> {
    const syncs = await this.composition.store.for(accountId).syncs(pageRequest(query));
    const items = syncs.rows.map((sync) => syncResource(syncView(sync)));
    return page(
      '/v1/syncs',
      {},
      query.limit,
      { ...syncs, items },
      {
        name: 'Syncs',
        actions: syncActions(),
        resources: { feeds: '/v1/feeds' },
      },
    );
  }

  /** Fetches the phone system's records in the background; one that is under way already is answered instead. */
  @Needs('dial')
  @Post()
  @HttpCode(202)
  async start(
    @AccountId() accountId: string,
    @Body() { connection_id = null }: SyncDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SyncResource> {
    const command = { name: 'sync.start', target: connection_id, body: null };
    return answerOnce(this.composition.commands, request, reply, command, async () => {
      const sync = await this.feeds.sync(accountId, connection_id);
      return { status: 202, location: syncUri(sync.id), body: syncResource(sync) };
    });
  }

  /** How far it is, then its report. */
  @Get(':id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<SyncResource> {
    return syncResource(syncView(found(await this.composition.store.for(accountId).sync(id))));
  }

  /** Records of it that were refused, newest first. */
  @Get(':id/refused')
  async refused(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<DeliveryResource>> {
    const store = this.composition.store.for(accountId);
    found(await store.sync(id));
    const refused = await store.deliveries({ ...pageRequest(query), outcome: 'refused', syncId: id });
    const items = refused.rows.map(deliveryResource);
    return page(
      `${syncUri(id)}/refused`,
      {},
      query.limit,
      { ...refused, items },
      {
        name: 'Refused records',
        resources: { sync: syncUri(id) },
      },
    );
  }
}

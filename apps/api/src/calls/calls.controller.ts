import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { CallPage, CallResource, CallStoryResource, CallView, Page } from '@ringside/contracts';
import { callView, type DialerCommands, type FeedCommands } from '@ringside/dialer';
import type { StoredCall } from '@ringside/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, DIALER, FEEDS, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { callsCsv } from './call-csv.js';
import { callResource, callStory } from './call.resource.js';
import { CallFilterDto, CallsQueryDto, callFilter } from './calls.dto.js';

@Needs('read')
@Controller('v1')
export class CallsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(DIALER) private readonly dialer: DialerCommands,
    @Inject(FEEDS) private readonly feeds: FeedCommands,
  ) {}

  /** Every call, of campaigns and of phone systems, newest first. */
  @Get('calls')
  async all(@AccountId() accountId: string, @Query() query: CallsQueryDto): Promise<CallPage> {
    const filter = callFilter(query);
    // Before the rows are read: what changes meanwhile may be in them, and comes again with a frame.
    const as_of = this.feeds.position(accountId);
    const calls = await this.composition.store.for(accountId).allCalls({ ...pageRequest(query), filter });
    const items = calls.rows.map((stored) => this.resource(stored));
    const about = { name: 'Calls', resources: { csv: '/v1/calls.csv', minutes: '/v1/minutes' } };
    return { ...page('/v1/calls', { ...filter }, query.limit, { ...calls, items }, about), as_of };
  }

  /** The same calls, all of them, as a file. */
  @Get('calls.csv')
  async csv(
    @AccountId() accountId: string,
    @Query() query: CallFilterDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.headers({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="calls.csv"',
    });
    if (request.method === 'HEAD') {
      await reply.send('');
      return;
    }
    const pages = this.composition.store.for(accountId).exportCalls(callFilter(query));
    await reply.send(callsCsv(await begun(viewsOf(pages, this.composition.now))));
  }

  /** Calls of a campaign, in the order they were made. */
  @Get('campaigns/:id/calls')
  async list(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<CallResource>> {
    const calls = found(await this.composition.store.for(accountId).calls(id, pageRequest(query)));
    const items = calls.rows.map((call) => this.resource({ origin: 'campaign', call }));
    return page(
      `/v1/campaigns/${id}/calls`,
      {},
      query.limit,
      { ...calls, items },
      {
        name: 'Calls of a campaign',
        resources: { campaign: `/v1/campaigns/${id}`, contacts: `/v1/campaigns/${id}/contacts` },
      },
    );
  }

  /** A call and its story. */
  @Get('calls/:id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<CallStoryResource> {
    return this.story(accountId, id);
  }

  /** Ends a call of a campaign, where the phone system can. */
  @Needs('dial')
  @Post('calls/:id/hang_up')
  @HttpCode(200)
  async hangUp(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallStoryResource> {
    const command = { name: 'call.hang_up', target: id, body: null };
    return answerOnce(this.composition.commands, request, reply, command, async () => {
      await this.dialer.hangUp(accountId, id);
      return { status: 200, body: await this.story(accountId, id) };
    });
  }

  private async story(accountId: string, id: string): Promise<CallStoryResource> {
    const store = this.composition.store.for(accountId);
    const call = found(await store.storedCall(id));
    return callStory(this.resource(call), await store.story(id));
  }

  private resource(stored: StoredCall): CallResource {
    const { phoneSystem, now } = this.composition;
    return callResource(callView(stored, now()), phoneSystem.can_hang_up);
  }
}

async function* viewsOf(
  pages: AsyncIterable<readonly StoredCall[]>,
  now: () => number,
): AsyncGenerator<CallView[]> {
  for await (const calls of pages) yield calls.map((stored) => callView(stored, now()));
}

/** The same items, with the first one read already: what fails before it can still be answered with a problem. */
async function begun<T>(items: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await items.next();
  return (async function* () {
    try {
      if (first.done !== true) yield first.value;
      yield* items;
    } finally {
      await items.return(undefined);
    }
  })();
}

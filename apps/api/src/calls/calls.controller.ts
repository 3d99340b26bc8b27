import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { CallResource, CallStoryResource, Page } from '@ringside/contracts';
import type { DialerCommands } from '@ringside/dialer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, DIALER, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { AccountId } from '../session/auth.guard.js';
import { callResource, callStory } from './call.resource.js';

@Controller('v1')
export class CallsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(DIALER) private readonly dialer: DialerCommands,
  ) {}

  /** Calls of a campaign, in the order they were made. */
  @Get('campaigns/:id/calls')
  async list(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<CallResource>> {
    const calls = found(await this.composition.store.for(accountId).calls(id, pageRequest(query)));
    return page(`/v1/campaigns/${id}/calls`, {}, query.limit, {
      ...calls,
      items: calls.rows.map((call) => callResource(call, this.canHangUp)),
    });
  }

  /** A call and its story. */
  @Get('calls/:id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<CallStoryResource> {
    return this.story(accountId, id);
  }

  @Post('calls/:id/hang_up')
  @HttpCode(200)
  async hangUp(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const command = { name: 'call.hang_up', target: id, body: null };
    return answerOnce(this.composition.commands, request, reply, command, async () => {
      await this.dialer.hangUp(accountId, id);
      return { status: 200, body: await this.story(accountId, id) };
    });
  }

  private async story(accountId: string, id: string): Promise<CallStoryResource> {
    const store = this.composition.store.for(accountId);
    const call = found(await store.call(id));
    return callStory(call, await store.story(id), this.canHangUp);
  }

  private get canHangUp(): boolean {
    return this.composition.phoneSystem.can_hang_up;
  }
}

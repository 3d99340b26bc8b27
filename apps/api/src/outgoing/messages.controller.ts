import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Page, WebhookMessageDocument, WebhookMessageResource } from '@ringside/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { page, pageRequest } from '../http/page.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { MESSAGES_URI, messageDocument, messageResource } from './message.resource.js';
import { MessagesQueryDto } from './messages.dto.js';

/** What is posted to `call_state_url`, and what became of it. */
@Needs('read')
@Controller('v1/webhook-messages')
export class MessagesController {
  constructor(@Inject(COMPOSITION) private readonly composition: Composition) {}

  /** Newest first. */
  @Get()
  async list(
    @AccountId() accountId: string,
    @Query() query: MessagesQueryDto,
  ): Promise<Page<WebhookMessageResource>> {
    const { campaign, call, state } = query;
    const filter = {
      ...(campaign === undefined ? {} : { campaign }),
      ...(call === undefined ? {} : { call }),
      ...(state === undefined ? {} : { state }),
    };
    const messages = await this.composition.store.for(accountId).messages({ ...pageRequest(query), filter });
    const rows = { ...messages, items: messages.rows.map(messageResource) };
    return page(MESSAGES_URI, filter, query.limit, rows, {
      name: 'Messages to your server',
      resources: { campaigns: '/v1/campaigns', webhook_secret: '/v1/account/webhook-secret' },
    });
  }

  /** One message: what is posted, and whether it was delivered, is dead, or when it is tried next. */
  @Get(':id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<WebhookMessageDocument> {
    return messageDocument(found(await this.composition.store.for(accountId).message(id)));
  }

  /** Sends it again, whatever became of it: the same id and body, with all its tries before it. */
  @Needs('dial')
  @Post(':id/replay')
  @HttpCode(200)
  async replay(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookMessageDocument> {
    const { commands, store } = this.composition;
    const command = { name: 'webhook_message.replay', target: id, body: null };
    return answerOnce(commands, request, reply, command, async () => ({
      status: 200,
      body: messageDocument(found(await store.for(accountId).replayMessage(id))),
    }));
  }
}

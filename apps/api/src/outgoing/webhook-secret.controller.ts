import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { WebhookSecretResource } from '@ringside/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerSecretOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, type Composition } from '../composition.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { secretResource } from './message.resource.js';

/** What messages to developers' servers are signed with. */
@Needs('admin')
@Controller('v1/account/webhook-secret')
export class WebhookSecretController {
  constructor(@Inject(COMPOSITION) private readonly composition: Composition) {}

  /** The secret; made the first time somebody asks. */
  @Get()
  async get(@AccountId() accountId: string): Promise<WebhookSecretResource> {
    return secretResource(await this.composition.store.for(accountId).webhookSecrets());
  }

  /** A new secret; for a day messages carry the signature of the one before too. */
  @Post('rotate')
  @HttpCode(200)
  async rotate(
    @AccountId() accountId: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookSecretResource> {
    const { commands, store } = this.composition;
    const command = { name: 'webhook_secret.rotate', target: null, body: null };
    return answerSecretOnce(commands, request, reply, command, async () => ({
      status: 200,
      body: secretResource(await store.for(accountId).rotateWebhookSecret()),
    }));
  }
}

import { Body, Controller, Get, HttpCode, Inject, Patch, Post, Req, Res } from '@nestjs/common';
import type { AccountResource } from '@ringside/contracts';
import type { DialerCommands } from '@ringside/dialer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, DIALER, type Composition } from '../composition.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { ChangeAccountDto } from './account.dto.js';
import { accountResource } from './account.resource.js';

@Needs('read')
@Controller('v1/account')
export class AccountController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(DIALER) private readonly dialer: DialerCommands,
  ) {}

  /** The account, its brakes and its phone system. */
  @Get()
  async get(@AccountId() accountId: string): Promise<AccountResource> {
    const { store, phoneSystem } = this.composition;
    const [account, seq] = await Promise.all([
      store.for(accountId).account(),
      store.dialer.lastSeq(`account:${accountId}`),
    ]);
    return accountResource(account, phoneSystem, seq);
  }

  /** Changes the brakes; what is left out stays. */
  @Needs('admin')
  @Patch()
  async change(
    @AccountId() accountId: string,
    @Body() body: ChangeAccountDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountResource> {
    return this.command(request, reply, accountId, 'account.change', { ...body }, async () => {
      const { max_lines, max_calls_per_second, max_calls_per_day } = body;
      await this.composition.store.for(accountId).setBrakes({
        ...(max_lines === undefined ? {} : { maxLines: max_lines }),
        ...(max_calls_per_second === undefined ? {} : { maxCallsPerSecond: max_calls_per_second }),
        ...(max_calls_per_day === undefined ? {} : { maxCallsPerDay: max_calls_per_day }),
      });
      await this.dialer.announceAccount(accountId);
    });
  }

  /** The brake: every campaign stops, and nothing starts until dialing is allowed again. */
  @Needs('dial')
  @Post('stop_everything')
  @HttpCode(200)
  async stopEverything(
    @AccountId() accountId: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountResource> {
    return this.command(request, reply, accountId, 'account.stop_everything', null, () =>
      this.dialer.stopEverything(accountId),
    );
  }

  /** Lifts the brake: campaigns may be started again. */
  @Needs('dial')
  @Post('allow_dialing')
  @HttpCode(200)
  async allowDialing(
    @AccountId() accountId: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountResource> {
    return this.command(request, reply, accountId, 'account.allow_dialing', null, () =>
      this.dialer.allowDialing(accountId),
    );
  }

  private command(
    request: FastifyRequest,
    reply: FastifyReply,
    accountId: string,
    name: string,
    body: unknown,
    act: () => Promise<void>,
  ): Promise<AccountResource> {
    return answerOnce(this.composition.commands, request, reply, { name, target: null, body }, async () => {
      await act();
      return { status: 200, body: await this.get(accountId) };
    });
  }
}

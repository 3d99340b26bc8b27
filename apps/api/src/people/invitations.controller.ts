import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { SessionResource } from '@ringside/contracts';
import { RealtimeGateway } from '@ringside/dialer/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { COMPOSITION, type Composition } from '../composition.js';
import { ProblemError } from '../http/problem.js';
import { Public } from '../session/auth.guard.js';
import { byId } from '../session/identity.js';
import { openBrowserSession } from '../session/open-session.js';
import { sessionResource } from '../session/session.resource.js';
import { tokenHash } from '../session/token.js';
import { AcceptInvitationDto } from './users.dto.js';

/** Where invitations are accepted. */
@Controller('v1/invitations')
export class InvitationsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly realtime: RealtimeGateway,
  ) {}

  /** Sets the password of whoever was invited, and signs them in. Sessions they had before end. */
  @Public()
  @Post()
  @HttpCode(200)
  async accept(
    @Body() { token, name, password }: AcceptInvitationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResource> {
    const { origins, store } = this.composition;
    if (!origins.mayChange(request.headers, false)) {
      throw new ProblemError('origin_not_allowed', 'Accept it from the console.');
    }
    const accepted = await store.directory.acceptInvitation(tokenHash(token), {
      password,
      ...(name === undefined || name === null ? {} : { name }),
    });
    if (accepted === null) {
      throw new ProblemError('invitation_over', 'It was used, replaced or has run out: ask for another one.');
    }
    for (const session of accepted.ended) this.realtime.end(byId('session', session));
    const owner = { accountId: accepted.accountId, userId: accepted.userId, keyId: null };
    return sessionResource(await openBrowserSession(this.composition, owner, request, reply));
  }
}

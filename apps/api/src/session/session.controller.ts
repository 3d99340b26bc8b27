import { RealtimeGateway } from '@ringside/dialer/realtime';
import { Body, Controller, Delete, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { COMPOSITION, type Composition } from '../composition.js';
import { ProblemError } from '../http/problem.js';
import { AccountId, Public, identityOf } from './auth.guard.js';
import { SESSION_MS, type Authenticator } from './authenticator.js';
import { SESSION_COOKIE } from './credentials.js';
import { SignInDto } from './session.dto.js';
import { tokenHash } from './token.js';

/** Sessions of browsers: the cookie that the console uses instead of a key. */
@Controller('v1/session')
export class SessionController {
  private readonly authenticator: Authenticator;

  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly realtime: RealtimeGateway,
  ) {
    this.authenticator = composition.authenticator;
  }

  /** Signs this browser in with a key. */
  @Public()
  @Post()
  @HttpCode(200)
  async signIn(
    @Body() body: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (!this.composition.origins.mayChange(request.headers, false)) {
      throw new ProblemError('origin_not_allowed', 'Sign in from the console.');
    }
    const identity = await this.authenticator.identify(
      { kind: 'key', apiKey: body.api_key, apiAuth: body.api_auth, explicit: true },
      request.ip,
    );
    if (identity === null) throw new ProblemError('unauthenticated', 'The credentials are wrong.');
    const token = await this.authenticator.openSession(identity.accountId);
    setSessionCookie(reply, token, this.composition.secure);
    return sessionResource();
  }

  /** Signs this browser out; what it follows live ends with it. */
  @Delete()
  @HttpCode(204)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    identityOf(request);
    const token = request.cookies[SESSION_COOKIE];
    if (token !== undefined) {
      await this.authenticator.endSession(token);
      this.realtime.endSession(tokenHash(token));
    }
    void reply.clearCookie(SESSION_COOKIE, cookieOptions(this.composition.secure));
  }

  /** A one-time link, to open the console in another browser. */
  @Post('links')
  @HttpCode(201)
  async createLink(@AccountId() accountId: string): Promise<object> {
    const { token, expiresAt } = await this.authenticator.createLink(accountId);
    return {
      url: `${this.composition.publicUrl}/sign-in?token=${token}`,
      expires_at: new Date(expiresAt).toISOString(),
    };
  }
}

function sessionResource(): object {
  return {
    uri: '/v1/session',
    name: 'session',
    actions: {
      sign_out: { method: 'DELETE', uri: '/v1/session' },
      create_link: { method: 'POST', uri: '/v1/session/links' },
    },
    resources: { index: '/v1', account: '/v1/account' },
  };
}

export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(secure), maxAge: SESSION_MS / 1000 });
}

function cookieOptions(secure: boolean): {
  path: string;
  httpOnly: true;
  sameSite: 'strict';
  secure: boolean;
} {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure };
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { SessionResource } from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import { RealtimeGateway } from '@ringside/dialer/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce, answerSecretOnce } from '../commands/http-command.js';
import { COMPOSITION, type Composition } from '../composition.js';
import { ProblemError } from '../http/problem.js';
import { Needs, Public, SignedIn, identityOf } from './auth.guard.js';
import { byId, ownerOf, type Identity } from './identity.js';
import { openBrowserSession } from './open-session.js';
import { fingerprint } from './seal.js';
import { clearSessionCookie } from './session-cookie.js';
import { ChangePasswordDto, SignInDto } from './session.dto.js';
import { sessionResource } from './session.resource.js';
import { signInUrl } from './sign-in-url.js';

/** A one-time link, to open the console in another browser. */
export interface SignInLink {
  readonly url: string;
  readonly expires_at: string;
}

/** One's own session: the cookie that the console uses instead of a key, and who is asking. */
@Controller('v1/session')
export class SessionController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly realtime: RealtimeGateway,
  ) {}

  /** Who is asking, and what they may do. */
  @SignedIn()
  @Get()
  get(@Req() request: FastifyRequest): SessionResource {
    return sessionResource(identityOf(request));
  }

  /** Signs this browser in: with a key, or with an email and its password. */
  @Public()
  @Post()
  @HttpCode(200)
  async signIn(
    @Body() body: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResource> {
    const { origins } = this.composition;
    if (!origins.mayChange(request.headers, false)) {
      throw new ProblemError('origin_not_allowed', 'Sign in from the console.');
    }
    const owner = await this.ownerOf(body, request.ip);
    if (owner === null) {
      this.noteFailure(body, request.ip);
      throw new ProblemError('unauthenticated', 'The credentials are wrong.');
    }
    return sessionResource(await openBrowserSession(this.composition, owner, request, reply));
  }

  private async ownerOf(
    { api_key: apiKey, api_auth: apiAuth, email, password }: SignInDto,
    ip: string,
  ): Promise<ReturnType<typeof ownerOf> | null> {
    const { authenticator } = this.composition;
    if (email !== undefined && password !== undefined) return authenticator.signIn(email, password, ip);
    if (apiKey === undefined || apiAuth === undefined) {
      throw new ProblemError('invalid_request', 'Send email and password, or api_key and api_auth.');
    }
    const identity = await authenticator.identify({ kind: 'key', apiKey, apiAuth, explicit: true }, ip);
    return identity === null ? null : ownerOf(identity);
  }

  /** Nobody waits for it: how long it takes would tell who is known here. */
  private noteFailure({ api_key: apiKey, email }: SignInDto, ip: string): void {
    const { store, log } = this.composition;
    const claimed = email !== undefined ? { email } : apiKey !== undefined ? { apiKey } : null;
    if (claimed === null) return;
    store.directory.noteFailedSignIn(claimed, ip).catch((error: unknown) => {
      log.warn({ err: error }, 'a failed sign-in was not noted');
    });
  }

  /** Signs this browser out; what it follows live ends with it. */
  @SignedIn()
  @Delete()
  @HttpCode(204)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { session } = identityOf(request);
    const { store, secure } = this.composition;
    if (session !== null) {
      await store.directory.endSession(session);
      this.realtime.end(byId('session', session));
    }
    clearSessionCookie(reply, secure);
  }

  /** Ends every session of the same user, or of the same key, or of the terminal's links: this one too. */
  @SignedIn()
  @Delete('all')
  @HttpCode(204)
  async signOutEverywhere(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { accountId, userId, keyId } = identityOf(request);
    const { store, secure, commands } = this.composition;
    const command = { name: 'session.sign_out_everywhere', target: userId ?? keyId, body: null };
    await answerOnce<undefined>(commands, request, reply, command, async () => {
      const ended = await store.for(accountId).endSessions({ userId, keyId });
      for (const session of ended) this.realtime.end(byId('session', session));
      return { status: 204, body: undefined };
    });
    clearSessionCookie(reply, secure);
  }

  /** Changes one's own password; every other session ends. */
  @SignedIn()
  @Post('password')
  @HttpCode(204)
  async changePassword(
    @Body() { current, password }: ChangePasswordDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { accountId, userId, session } = identityOf(request);
    if (userId === null) throw new ProblemError('forbidden', 'Only a user has a password.');
    const { store, authenticator, commands } = this.composition;
    const command = {
      name: 'session.password',
      target: userId,
      body: await fingerprint(request, [current, password]),
    };
    await answerOnce<undefined>(commands, request, reply, command, async () => {
      const ended = await authenticator.ownPassword(userId, () =>
        store.for(accountId).changePassword(userId, current, password, session),
      );
      if (ended === null) throw wrongPassword();
      for (const one of ended) this.realtime.end(byId('session', one));
      return { status: 204, body: undefined };
    });
  }

  /** A one-time link, to open the console in another browser as the same user. */
  @Needs('admin')
  @Post('links')
  @HttpCode(201)
  async createLink(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInLink> {
    const command = { name: 'session.link', target: null, body: null };
    return answerSecretOnce(this.composition.commands, request, reply, command, async () => ({
      status: 201,
      body: await this.link(identityOf(request)),
    }));
  }

  private async link(identity: Identity): Promise<SignInLink> {
    const { authenticator, publicUrl } = this.composition;
    const { token, expiresAt } = await authenticator.createLink(ownerOf(identity));
    return { url: signInUrl(publicUrl, token), expires_at: rfc3339(expiresAt) };
  }
}

function wrongPassword(): ProblemError {
  const detail = 'This is not your password.';
  return new ProblemError('invalid_request', detail, {
    errors: [{ field: 'current', code: 'wrong_password', detail }],
  });
}

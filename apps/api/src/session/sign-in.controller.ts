import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { COMPOSITION, type Composition } from '../composition.js';
import { sendConsolePage } from '../console/console-routes.js';
import { Public } from './auth.guard.js';
import { SESSION_COOKIE } from './credentials.js';
import { setSessionCookie } from './session-cookie.js';

/** Where one-time links lead. Without a token it is the console's sign-in screen. */
@Controller('sign-in')
export class SignInController {
  constructor(@Inject(COMPOSITION) private readonly composition: Composition) {}

  @Public()
  @Get()
  async redeem(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token } = request.query as { readonly token?: unknown };
    if (token === undefined) {
      void sendConsolePage(request, reply, this.composition.console);
      return;
    }
    void reply.header('cache-control', 'no-store');
    const session = await this.composition.authenticator.redeemLink(token, request.ip);
    if (session !== null) {
      setSessionCookie(reply, session, this.composition.secure);
      void reply.redirect('/', 303);
    } else {
      // Whoever clicks the link a second time in the same browser just wants to be in.
      const signedIn = await this.composition.authenticator.identityOfSession(
        request.cookies[SESSION_COOKIE] ?? '',
      );
      void reply.redirect(signedIn === null ? '/sign-in?used=1' : '/', 303);
    }
  }
}

import { createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { ACCESS, type Access } from './access.js';
import type { Authenticator } from './authenticator.js';
import { dropCredentials, readCredentials } from './credentials.js';
import type { Identity } from './identity.js';
import type { Origins } from './origins.js';
import { sealKeyOf, type SealKey } from './seal.js';

export { Needs, Public, SignedIn } from './access.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    identity?: Identity;
    /** For what only the same credentials may read again. Set with `identity`. */
    sealKey?: SealKey;
  }
}

/** The account the request is for, as a handler's parameter. */
export const AccountId = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return identityOf(context.switchToHttp().getRequest<FastifyRequest>()).accountId;
});

export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === undefined) throw new ProblemError('unauthenticated', SIGN_IN);
  return request.identity;
}

const SIGN_IN = 'Send X-Api-Key and X-Api-Auth, HTTP Basic, or api_key and api_auth.';

/** Denies by default: no route is reached without an account and the permission it is marked with, unless it is public. */
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly origins: Origins,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // The gateway has asked at the handshake.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;

    const credentials = readCredentials(request);
    dropCredentials(request.query);
    dropCredentials(request.body);
    if (credentials === null) throw unauthenticated(request, SIGN_IN);
    const ambient = credentials.kind === 'session' || !credentials.explicit;
    if (ambient && changesSomething(request) && !this.mayChange(request, credentials.kind)) {
      throw new ProblemError(
        'origin_not_allowed',
        'Send it from the console, or with X-Api-Key and X-Api-Auth.',
      );
    }
    const identity = await this.authenticator.identify(credentials, request.ip);
    if (identity === null) {
      throw unauthenticated(
        request,
        credentials.kind === 'session'
          ? 'The session has ended; sign in again.'
          : 'The credentials are wrong.',
      );
    }
    mustHave(access, identity);
    request.identity = identity;
    request.sealKey = sealKeyOf(credentials);
    return true;
  }

  /** A cookie always has to come with an origin; HTTP Basic only from a browser, which says so. */
  private mayChange(request: FastifyRequest, kind: 'key' | 'session'): boolean {
    return this.origins.mayChange(request.headers, kind === 'session');
  }
}

function mustHave(access: Access | undefined, { permissions }: Identity): void {
  if (access === 'signed_in' || (access !== undefined && (permissions as readonly Access[]).includes(access)))
    return;
  const has = permissions.length === 0 ? 'none' : permissions.map((one) => `"${one}"`).join(', ');
  throw new ProblemError('forbidden', `This needs the permission "${access ?? 'admin'}"; you have ${has}.`);
}

function changesSomething(request: FastifyRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD';
}

function unauthenticated(request: FastifyRequest, detail: string): ProblemError {
  // An address bar is asked for a key; a script in a page must not make the browser ask.
  const byScript = request.headers['sec-fetch-dest'] === 'empty';
  return new ProblemError('unauthenticated', detail, {
    headers: {
      'www-authenticate': byScript ? 'Key realm="Ringside"' : 'Basic realm="Ringside", charset="UTF-8"',
    },
  });
}

import type { TokenOwner } from '@ringside/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Composition } from '../composition.js';
import { ProblemError } from '../http/problem.js';
import type { Identity } from './identity.js';
import { setSessionCookie } from './session-cookie.js';

/** Opens a session, hands its cookie to the browser, and answers who is signed in by it. */
export async function openBrowserSession(
  { authenticator, secure }: Pick<Composition, 'authenticator' | 'secure'>,
  owner: TokenOwner,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Identity> {
  const token = await authenticator.openSession(owner, request.ip);
  const identity = await authenticator.identify({ kind: 'session', token }, request.ip);
  // Disabled or revoked in between.
  if (identity === null) throw new ProblemError('unauthenticated', 'You may not sign in any more.');
  setSessionCookie(reply, token, secure);
  return identity;
}

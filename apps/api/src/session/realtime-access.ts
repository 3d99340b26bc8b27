import { fastifyCookie } from '@fastify/cookie';
import { DialerError } from '@ringside/dialer';
import type { RealtimeOptions } from '@ringside/dialer/realtime';
import type { Composition } from '../composition.js';
import { ProblemError } from '../http/problem.js';
import { readCredentials } from './credentials.js';
import { livesBy } from './identity.js';

/** The socket's doorkeeper: the same credentials, permissions, origins and command log as over REST. */
export function realtimeOptions({
  authenticator,
  origins,
  commands,
}: Pick<Composition, 'authenticator' | 'origins' | 'commands'>): RealtimeOptions {
  return {
    async authenticate({ headers, auth }) {
      const cookies = fastifyCookie.parse(headers.cookie ?? '');
      const credentials = readCredentials({ headers, body: auth, cookies });
      if (credentials === null) return null;
      // As over REST: a page of another origin comes with a key of its own, never with what the browser has in store.
      const { origin } = headers;
      const theirs = origin !== undefined && !origins.isAllowed(origin);
      if (theirs && !(credentials.kind === 'key' && credentials.explicit)) return null;
      // Guesses over the socket are counted together: its address is that of a proxy as often as not.
      const identity = await authenticator.identify(credentials, 'socket');
      if (identity === null) return null;
      const { accountId, actor, permissions } = identity;
      return { accountId, actor, permissions, livesBy: livesBy(identity) };
    },
    // A program sends no origin, and no page can leave it out; the cookie itself stays on its own site.
    allowOrigin: (origin) => origin === undefined || origins.isAllowed(origin) || origins.mayUseKey(origin),
    async once(command, run) {
      try {
        return await commands.once(command, run);
      } catch (error) {
        throw error instanceof ProblemError ? new DialerError(error.code, error.detail) : error;
      }
    },
  };
}

import type { FastifyRequest } from 'fastify';

/** Who a request is counted for: its session or its key; null: neither, on a public route. */
export function rateLimitKey({ identity }: FastifyRequest): string | null {
  if (identity === undefined) return null;
  return identity.session === null ? identity.actor : `session ${identity.session}`;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { parseJsonBody } from './json-body.js';
import { ProblemError } from './problem.js';

/** Most bytes of a body, by what is posted. Streamed lists have no limit. */
export const BODY_LIMITS = { campaign: 4 * 1024 * 1024, other: 64 * 1024 } as const;
/** A body that is not streamed must be here by then. */
const BODY_TIMEOUT_MS = 30_000;
/** An oversized body is read to here so that its sender hears why it was refused. */
const DRAIN_LIMIT = 32 * 1024 * 1024;

/** Routes whose JSON bodies may be long. */
const LONG_BODIES: ReadonlySet<string> = new Set(['/v1/campaigns', '/v1/call']);
/** Routes that read the request's stream themselves. */
export const STREAMED_ROUTE = '/v1/campaigns/:id/contacts';
export const LIST_TYPES = ['text/csv', 'application/x-ndjson', 'application/ndjson', 'application/jsonl'];

/**
 * The only ways a body comes in: JSON, or a stream for long lists; everything else is 415. Webhooks
 * have a reader of their own.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    const route = request.routeOptions.url ?? '';
    const type = mediaType(request);
    if (route === STREAMED_ROUTE) {
      if (LIST_TYPES.includes(type)) return payload;
      throw unsupported('Send the list as text/csv or application/x-ndjson.');
    }
    if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
      throw unsupported('Send JSON with Content-Type: application/json.');
    }
    return parseJsonBody(
      await readBody(payload, LONG_BODIES.has(route) ? BODY_LIMITS.campaign : BODY_LIMITS.other),
    );
  });
}

export function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function unsupported(detail: string): ProblemError {
  return new ProblemError('unsupported_media_type', detail);
}

/** Reads a whole body. One that is too long is read on and thrown away, so that the answer arrives. */
export async function readBody(
  payload: AsyncIterable<Buffer> & { destroy(): unknown },
  limit: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => payload.destroy(), BODY_TIMEOUT_MS);
  try {
    for await (const chunk of payload) {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (length > DRAIN_LIMIT) break;
    }
  } catch {
    throw new ProblemError('invalid_request', 'The body was cut off.');
  } finally {
    clearTimeout(timer);
  }
  if (length > limit) {
    throw new ProblemError('payload_too_large', `The body may have at most ${limit} bytes here.`);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

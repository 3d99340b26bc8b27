import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { identityOf } from '../session/auth.guard.js';
import type { CommandContext, CommandLog } from './command-log.js';

/** What a command is answered with over REST. */
export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly body: unknown;
}

/** Runs a request's work once for its `Idempotency-Key`, sets status and Location, and answers the body. */
export async function answerOnce(
  log: CommandLog,
  request: FastifyRequest,
  reply: FastifyReply,
  command: { readonly name: string; readonly target: string | null; readonly body: unknown },
  work: (context: CommandContext) => Promise<Answer>,
): Promise<unknown> {
  const { accountId, actor } = identityOf(request);
  const answer = await log.once(
    { ...command, accountId, actor, key: keyOf(request.headers['idempotency-key']), ip: request.ip },
    work,
  );
  void reply.status(answer.status);
  if (answer.location !== undefined) void reply.header('location', answer.location);
  return answer.body;
}

/** The header's key, or null; throws for one that cannot be kept. */
export function keyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  const detail = 'Idempotency-Key is 1 to 200 visible ASCII characters.';
  throw new ProblemError('invalid_request', detail, {
    errors: [{ field: 'Idempotency-Key', code: 'not_a_key', detail }],
  });
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { identityOf } from '../session/auth.guard.js';
import { seal, sealKeyOfRequest, unseal } from '../session/seal.js';
import type { Command, CommandContext, CommandLog } from './command-log.js';

/** What a command is answered with over REST. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly location?: string;
  readonly body: T;
}

/** What a request asks for; see `Command`. */
type Asked = Pick<Command, 'name' | 'target' | 'body'>;
type Work<T> = (context: CommandContext) => Promise<Answer<T>>;

/** Runs a request's work once for its `Idempotency-Key`, sets status and Location, and answers the body. */
export async function answerOnce<T>(
  log: CommandLog,
  request: FastifyRequest,
  reply: FastifyReply,
  command: Asked,
  work: Work<T>,
): Promise<T> {
  const { accountId, actor } = identityOf(request);
  const answer = await log.once(
    { ...command, accountId, actor, key: keyOf(request.headers['idempotency-key']), ip: request.ip },
    work,
  );
  void reply.status(answer.status);
  if (answer.location !== undefined) void reply.header('location', answer.location);
  return answer.body;
}

/** The same for an answer that holds a secret: what is kept of it can be read again with the same credentials only. */
export async function answerSecretOnce<T>(
  log: CommandLog,
  request: FastifyRequest,
  reply: FastifyReply,
  command: Asked,
  work: Work<T>,
): Promise<T> {
  const key = sealKeyOfRequest(request);
  const sealed = await answerOnce(log, request, reply, command, async (context) => {
    const answer = await work(context);
    return { ...answer, body: await seal(key, JSON.stringify(answer.body)) };
  });
  const body = await unseal(key, sealed);
  if (body !== null) return JSON.parse(body) as T;
  const detail =
    'This was answered with a secret, to other credentials than yours. Send another Idempotency-Key.';
  throw new ProblemError('idempotency_key_reused', detail);
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

import {
  Catch,
  HttpException,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { ERRORS, type ErrorCode } from '@ringside/contracts';
import { StoreUnavailableError } from '@ringside/engine';
import { InvalidCursorError } from '@ringside/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { notFound } from './id.js';
import { PROBLEM_TYPE, ProblemError, isErrorCode, problemDocument } from './problem.js';
import type { RouteTable } from './route-table.js';

/** How Fastify's own refusals are answered; every other one below 500 is `invalid_request`. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_NOT_FOUND: 'not_found',
};

/** What an error is answered with; only `internal` is a fault of ours. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof StoreUnavailableError) return storeUnavailable();
  if (error instanceof InvalidCursorError) return new ProblemError('invalid_cursor', error.message);
  if (error instanceof HttpException) return fromStatus(error.getStatus());
  if (typeof error !== 'object' || error === null) return internal();
  const code: unknown = 'code' in error ? error.code : undefined;
  const message = 'message' in error ? String(error.message) : '';
  // Errors of the other rooms (`DialerError`) carry a code of the contract and a text meant for the client.
  if (isErrorCode(code)) return new ProblemError(code, ERRORS[code] < 500 ? message : '');
  if (typeof code === 'string' && code.startsWith('FST_') && 'statusCode' in error) {
    const status = Number(error.statusCode);
    if (status < 500) return new ProblemError(FASTIFY_CODES[code] ?? 'invalid_request', message);
  }
  return internal();
}

function fromStatus(status: number): ProblemError {
  if (status === 404) return new ProblemError('not_found', '');
  if (status === 413) return new ProblemError('payload_too_large', '');
  if (status === 415) return new ProblemError('unsupported_media_type', '');
  return status < 500 ? new ProblemError('invalid_request', '') : internal();
}

function storeUnavailable(): ProblemError {
  return new ProblemError('store_unavailable', 'Try again in a moment.', { headers: { 'retry-after': '1' } });
}
function internal(): ProblemError {
  return new ProblemError('internal', '');
}

/** Every error of every route becomes a problem document; a stack goes to the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    // A gateway answers its own errors in the acknowledgement.
    if (host.getType() !== 'http') {
      this.log.error({ err: error }, 'a socket command failed');
      return;
    }
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const problem = this.problemOf(error, request);
    if (problem.code === 'internal') this.log.error({ err: error, request_id: request.id }, 'request failed');
    if (!reply.raw.headersSent) sendProblem(reply, problem);
  }

  /** No route was found: wrong address, or wrong method? */
  private problemOf(error: unknown, request: FastifyRequest): ProblemError {
    if (!(error instanceof NotFoundException)) return toProblem(error);
    const allowed = this.routes.allowed(request.url.split('?')[0] ?? '/');
    return allowed.length === 0
      ? notFound()
      : new ProblemError('method_not_allowed', `Use ${allowed.join(' or ')}.`, {
          headers: { allow: allowed.join(', ') },
        });
  }
}

export function sendProblem(reply: FastifyReply, { code, detail, extra }: ProblemError): void {
  void reply
    .status(ERRORS[code])
    .headers(extra.headers ?? {})
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemDocument(code, detail, extra.errors)));
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem.js';

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id of the address. What cannot be an id is not found; the database is not asked. */
export const Id = createParamDecorator((name: string, context: ExecutionContext): string => {
  const value = (context.switchToHttp().getRequest<FastifyRequest>().params as Record<string, string>)[name];
  if (value === undefined || !UUID.test(value)) throw notFound();
  return value;
});

export function notFound(): ProblemError {
  return new ProblemError('not_found', 'There is nothing at this address.');
}

/** The value, or 404. */
export function found<T>(value: T | null): T {
  if (value === null) throw notFound();
  return value;
}

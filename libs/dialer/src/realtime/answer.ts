import type { Ack, FieldProblem } from '@ringside/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { DialerError } from '../dialer.error.js';
import type { DialerLog } from '../dialer.options.js';

/** A command's body that is not what it must be. */
class InvalidBody extends Error {
  constructor(readonly errors: readonly FieldProblem[]) {
    super('The body is not valid.');
  }
}

/** Checks what came over the socket against its DTO; nothing unknown passes. */
export function checked<T extends object>(dto: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidBody([{ field: '', code: 'is_object', detail: 'An object is expected.' }]);
  }
  const instance = plainToInstance(dto, { ...body });
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
  if (errors.length > 0) throw new InvalidBody(errors.flatMap(fieldProblems));
  return instance;
}

function fieldProblems(error: ValidationError): FieldProblem[] {
  return Object.entries(error.constraints ?? {}).map(([rule, detail]) => ({
    field: error.property,
    code:
      rule === 'whitelistValidation'
        ? 'unknown_field'
        : rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    detail,
  }));
}

/** Every command is answered: with its result, or with a code. */
export async function answer<T>(act: () => Promise<T>, log: DialerLog): Promise<Ack<T>> {
  try {
    return { ok: true, data: await act() };
  } catch (error) {
    if (error instanceof InvalidBody) {
      return { ok: false, error: { code: 'invalid_request', message: error.message, errors: error.errors } };
    }
    if (error instanceof DialerError)
      return { ok: false, error: { code: error.code, message: error.message } };
    log.error({ error: String(error) }, 'a socket command failed');
    return { ok: false, error: { code: 'internal', message: 'Something went wrong here; it was logged.' } };
  }
}

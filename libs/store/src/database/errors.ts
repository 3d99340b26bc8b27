import { StoreUnavailableError } from '@ringside/engine';

/** A page address that is not one of ours. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

/** SQLSTATE classes that say: not now. 08 connection, 40 rolled back, 53 resources, 57 operator, 58 system. */
const NOT_NOW = /^(08|40|53|57|58)/;
const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
]);

/** Whether the database could not be asked, as opposed to having refused. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailableError) return true;
  const { code, message, name } = facts(error);
  if (code !== null) return NOT_NOW.test(code) || LOST.has(code);
  // What `pg` itself says has no code and no name of its own.
  return name === 'Error' && /connection|timeout|client was closed|not queryable|pool/i.test(message);
}

/** `StoreUnavailableError` for an error that says so; any other as it is. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError || !isUnavailable(error)) return error;
  return new StoreUnavailableError(`The database did not answer: ${facts(error).message}`, { cause: error });
}

/** Code and message of whatever was thrown, also by another realm (`instanceof` does not cross a vm context). */
export function facts(error: unknown): {
  readonly code: string | null;
  readonly name: string;
  readonly message: string;
} {
  if (typeof error !== 'object' || error === null) return { code: null, name: '', message: String(error) };
  const { code, name, message } = error as { code?: unknown; name?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : null,
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' && message !== '' ? message : String(code ?? error),
  };
}

/**
 * The same functions, whose errors are told apart by {@link asStoreError}; `unavailable` is told each time the
 * database did not answer.
 */
export function withStoreErrors<T extends object>(api: T, unavailable: () => void): T {
  const told = (error: unknown): unknown => {
    if (isUnavailable(error)) unavailable();
    return asStoreError(error);
  };
  const wrapped = Object.entries(api).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member];
    const call = (...args: unknown[]): unknown => {
      try {
        const answer = (member as (...args: unknown[]) => unknown)(...args);
        return isIterable(answer) ? iterated(answer, told) : answered(answer, told);
      } catch (error) {
        return answered(Promise.reject(error as Error), told);
      }
    };
    return [name, call];
  });
  return Object.fromEntries(wrapped) as T;
}

function isIterable(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}

async function answered(answer: unknown, told: (error: unknown) => unknown): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    throw told(error);
  }
}

async function* iterated(
  answer: AsyncIterable<unknown>,
  told: (error: unknown) => unknown,
): AsyncGenerator<unknown> {
  try {
    yield* answer;
  } catch (error) {
    throw told(error);
  }
}

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
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string') return NOT_NOW.test(code) || LOST.has(code);
  return /connection|timeout|client was closed|not queryable|pool/i.test(error.message);
}

/** `StoreUnavailableError` for an error that says so; any other as it is. */
export function asStoreError(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreUnavailableError(`The database did not answer: ${detail}`, { cause: error });
}

/** The same functions, whose errors are told apart by {@link asStoreError}. */
export function withStoreErrors<T extends object>(api: T): T {
  const wrapped = Object.entries(api).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member];
    const call = async (...args: unknown[]): Promise<unknown> => {
      try {
        return await (member as (...args: unknown[]) => Promise<unknown>)(...args);
      } catch (error) {
        throw asStoreError(error);
      }
    };
    return [name, call];
  });
  return Object.fromEntries(wrapped) as T;
}

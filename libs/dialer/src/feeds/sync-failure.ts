import { SYNC_PROBLEMS, type SyncProblem } from '@ringside/contracts';
import { RecordsError } from '@ringside/telephony';

/** Why a sync could not be done. Nothing of it was applied. */
export class SyncFailure extends Error {
  override readonly name = 'SyncFailure';
  constructor(
    readonly code: SyncProblem,
    detail: string = SYNC_PROBLEMS[code],
  ) {
    super(detail);
  }
}

/** The answer will be the same until a person has done something. */
export function isLasting({ code }: SyncFailure): boolean {
  return code === 'tenant_held' || code === 'no_tenant';
}

export function asSyncFailure(error: unknown): SyncFailure {
  if (error instanceof SyncFailure) return error;
  const { message } = error as Error;
  // A provider throws nothing else; if one does, what it gave is not to be used.
  return new SyncFailure(error instanceof RecordsError ? error.code : 'incomplete', message);
}

/** What the store answers; an error of it, whatever it is, is a problem of the database. */
export async function fromStore<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new SyncFailure('store_unavailable', (error as Error).message);
  }
}

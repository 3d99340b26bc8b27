import { RingsideError } from '@ringside/client';
import type { FieldProblem } from '@ringside/contracts';

/** What went wrong, ready to be put into words by `rs-failure`. */
export interface Failure {
  readonly code: string;
  /** For developers; shown only when the code has no words of its own. */
  readonly message: string;
  readonly errors: readonly FieldProblem[];
}

export function failureOf(error: unknown): Failure {
  if (error instanceof RingsideError) {
    return { code: error.code, message: error.message, errors: error.errors };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), errors: [] };
}

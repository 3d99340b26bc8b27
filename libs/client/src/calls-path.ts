import type { CallFilter } from '@ringside/contracts';
import { queryPath } from './query-path.js';

/** Address of the calls that fit a filter. */
export function callsPath(path: string, filter: CallFilter, limit?: number): string {
  return queryPath(path, { limit, ...filter });
}

import type { CallFilter } from '@ringside/contracts';

/** Address of the calls that fit a filter. */
export function callsPath(path: string, filter: CallFilter, limit?: number): string {
  const query = new URLSearchParams();
  if (limit !== undefined) query.set('limit', String(limit));
  for (const [name, value] of Object.entries(filter) as [string, string | undefined][]) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

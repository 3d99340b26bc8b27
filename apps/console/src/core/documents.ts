import { InjectionToken } from '@angular/core';
import { createRingside, type Listing, type Resources } from '@ringside/client';

/** What is read and changed document by document, without being live. */
export type Documents = Pick<
  Resources,
  'users' | 'apiKeys' | 'session' | 'webhookMessages' | 'simulations'
> & {
  readonly account: Pick<Resources['account'], 'webhookSecret' | 'rotateWebhookSecret'>;
};

export const DOCUMENTS = new InjectionToken<Documents>('DOCUMENTS', {
  providedIn: 'root',
  // Somebody waits before the screen.
  factory: () => createRingside({ url: '', retry: { tries: 2, maxWaitMs: 2000 } }),
});

/** Every row of a list that is never long. */
export async function allOf<T>(listing: Listing<T>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const row of listing) rows.push(row);
  return rows;
}

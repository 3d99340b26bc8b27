import type { DialerDatabase } from '@ringside/dialer';
import type { FeedStore, OutgoingStore } from '@ringside/engine';
import type { AccountStore, DirectoryStore } from '@ringside/store';

/** What the service needs of a store; `postgresStore()` fits. */
export interface ApiStore extends DialerDatabase {
  readonly feed: FeedStore;
  readonly outgoing: OutgoingStore;
  readonly directory: DirectoryStore;
  for(accountId: string): AccountStore;
  /** The database's own clock, epoch milliseconds; rejects when it does not answer. */
  clock(): Promise<number>;
}

import type { CallsPosition, FeedView, SyncView, TenantView } from '@ringside/contracts';

/** What people and programs do with the feeds of phone systems; `FeedService` is it. */
export interface FeedCommands {
  /** Connections of the account whose phone system makes calls of its own. */
  feeds(accountId: string): readonly FeedView[];
  /**
   * Starts a sync of this connection (null: the account's only one) in the background, or answers the one under way.
   *
   * @throws DialerError `not_found`, or `no_feed` when the account has no such connection
   */
  sync(accountId: string, connectionId: string | null): Promise<SyncView>;
  /**
   * Takes the calls of a held tenant from now on, and applies what was held aside. Adopting twice changes nothing.
   *
   * @throws DialerError `not_found`
   */
  adopt(accountId: string, tenantId: string): Promise<TenantView>;
  /** Where the live view of calls stands: read before a page is, so that the page has at least that. */
  position(accountId: string): CallsPosition;
}

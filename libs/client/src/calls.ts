import type { CallView, FeedView, SyncView, TenantView } from '@ringside/contracts';
import type { Observable } from 'rxjs';

/** What is live beside the calls themselves. */
export interface CallsLive {
  /** Connections whose phone system makes calls of its own; as of the last look, which follows every sync. */
  readonly feeds: readonly FeedView[];
  /** The newest, newest first; at most 5. */
  readonly syncs: readonly SyncView[];
  readonly tenants: readonly TenantView[];
}

/** The list of all calls, newest first, as far as it is looked at. It has no length: it goes on for as long as it is read. */
export interface CallsWindow {
  /**
   * Which rows are on the screen: indexes, 0 is the newest, end exclusive; loads what is missing, a page ahead. `top`:
   * whether the list stands at its very top; only then do new calls come in by themselves.
   */
  show(start: number, end: number, top: boolean): void;
  /** Reads the newest, and forgets where the list stood. */
  toTop(): void;
  /**
   * Reads the oldest, in one page. Once they are there, `view` has no `more`, and its last rows are those of the list; one goes on
   * upwards from them.
   */
  toEnd(): void;
  /** Emits (at most once a frame) whenever a visible row changed. Errors when the filter itself is refused. */
  readonly view: Observable<CallsView>;
  close(): void;
}

export interface CallsView {
  /** Rows known of, and room for one page more while there are any. */
  readonly total: number;
  /** By index; a row not loaded yet is absent. */
  readonly rows: ReadonlyMap<number, CallView>;
  /** Nothing has been read yet. */
  readonly loading: boolean;
  /** There are more than `total` says. */
  readonly more: boolean;
  /** The end of the list was gone to: how many calls lie above is not known, and where indexes begin is a guess. */
  readonly guessed: boolean;
  /** Calls that came since and are not in the list, because it does not stand at its top. */
  readonly newer: number;
  /**
   * Rows that came in above what is on the screen since the window was opened, less those that went. When it grows by n,
   * row i has become row i + n: a list that is not at its top moves along, so that nothing jumps.
   */
  readonly shift: number;
}

/** Which webhooks and records `deliveries` answers: all of one outcome, or the records that one sync refused. */
export type DeliveryFilter =
  | { readonly outcome?: 'refused' | 'held'; readonly syncId?: never }
  | { readonly syncId: string; readonly outcome?: never };

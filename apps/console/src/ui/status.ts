import type { ContactStatus, RowView } from '@ringside/contracts';
import { ICONS, type IconName } from './icons.js';

/** What a row or line shows: its contact's status, and `unknown` while nobody knows whether it was placed. */
export type ShownStatus = ContactStatus | 'unknown';

export function shownStatus(row: Pick<RowView, 'status' | 'call_state'>): ShownStatus {
  return row.call_state === 'unknown' ? 'unknown' : row.status;
}

/** Whether the row has a call in flight, and so is a line. */
export function inFlight(row: Pick<RowView, 'call_state'>): boolean {
  return row.call_state !== null;
}

/** A status of a newer server has no icon of its own. */
export function statusIcon(status: string): IconName {
  return Object.hasOwn(ICONS, status) ? (status as IconName) : 'unknown';
}

/** When the present state of a row began, RFC 3339. */
export function stateSince(row: RowView): string | null {
  return row.answered_at ?? row.ringing_at ?? row.started_at;
}

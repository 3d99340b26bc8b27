import type { Message } from '@ringside/engine';
import type { Selectable } from 'kysely';
import type { MessageTable } from './tables.js';

export function toMessage(row: Selectable<MessageTable>): Message {
  return {
    id: row.id,
    accountId: row.account_id,
    campaignId: row.campaign_id,
    callId: row.call_id,
    sequence: row.sequence,
    type: row.type,
    url: row.url,
    body: row.body,
    createdAt: row.created_at,
    state: row.state,
    tries: row.tries,
    nextTryAt: row.next_try_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    deliveredAt: row.delivered_at,
  };
}

/** Whose server an address is asked at; all that is sent to one is bounded together. */
export function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
}

import type { Counts } from '@ringside/contracts';
import { CONTACT_STATUSES } from '@ringside/contracts';
import type { AccountRow, Call, Campaign, CampaignContact, PlacementRow } from '@ringside/engine';
import type { Selectable } from 'kysely';
import type {
  AccountTable,
  CallTable,
  CampaignContactTable,
  CampaignTable,
  PlacementTable,
} from './tables.js';

/** Rows of the database as the engine and the API hold them: one function a resource. */

export function toAccount(row: Selectable<AccountTable>): AccountRow {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    maxLines: row.max_lines,
    maxCallsPerSecond: row.max_calls_per_second,
    maxCallsPerDay: row.max_calls_per_day,
    dialingStoppedAt: row.dialing_stopped_at,
  };
}

export function toCampaign(row: Selectable<CampaignTable>): Campaign {
  return {
    id: row.id,
    accountId: row.account_id,
    connectionId: row.connection_id,
    name: row.name,
    dialerType: row.dialer_type,
    lines: row.lines,
    ringTimeoutMs: row.ring_timeout_ms,
    maxDurationMs: row.max_duration_ms,
    replyTimeoutMs: row.reply_timeout_ms,
    state: row.state,
    pass: row.pass,
    holding:
      row.holding_code === null
        ? null
        : {
            code: row.holding_code,
            since: row.holding_since ?? row.created_at,
            detail: row.holding_detail ?? '',
          },
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

/** Phone and name stand in `contact`. */
export function toCampaignContact(
  row: Selectable<CampaignContactTable> & { phone: string; name: string | null },
): CampaignContact {
  return {
    campaignId: row.campaign_id,
    contactId: row.contact_id,
    position: row.position,
    phone: row.phone,
    name: row.name,
    status: row.status,
    reason: row.reason,
    calls: row.calls,
    callId: row.call_id,
    startedAt: row.started_at,
    ringingAt: row.ringing_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
  };
}

export function toCall(row: Selectable<CallTable>): Call {
  return {
    id: row.id,
    accountId: row.account_id,
    campaignId: row.campaign_id,
    contactId: row.contact_id,
    connectionId: row.connection_id,
    position: row.position,
    pass: row.pass,
    phone: row.phone,
    state: row.state,
    reason: row.reason,
    providerCallId: row.provider_call_id,
    placements: row.placements,
    placementOpen: row.placement_open,
    retryAt: row.retry_at,
    createdAt: row.created_at,
    dialingAt: row.dialing_at,
    ringingAt: row.ringing_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    endEstimated: row.end_estimated,
    deadlineAt: row.deadline_at,
    answeredBy: row.answered_by,
  };
}

export function toPlacement(row: Selectable<PlacementTable>): PlacementRow {
  return {
    accountId: row.account_id,
    callId: row.call_id,
    n: row.n,
    requestedAt: row.requested_at,
    repliedAt: row.replied_at,
    outcome: row.outcome,
    reason: row.reason,
  };
}

/** Counts of every status, zeros included. */
export function toCounts(rows: readonly { readonly status: string; readonly n: number }[]): Counts {
  const counts = Object.fromEntries(CONTACT_STATUSES.map((status) => [status, 0])) as Counts;
  for (const { status, n } of rows) if (status in counts) counts[status as keyof Counts] += n;
  return counts;
}

import type { Counts } from '@ringside/contracts';
import { CONTACT_STATUSES } from '@ringside/contracts';
import type {
  AccountRow,
  Call,
  Campaign,
  CampaignContact,
  PbxCall,
  PlacementRow,
  Sync,
  Tenant,
} from '@ringside/engine';
import type { Selectable } from 'kysely';
import type { StoredCall } from '../account-store.js';
import type {
  AccountTable,
  CallTable,
  CampaignContactTable,
  CampaignTable,
  PlacementTable,
  SyncTable,
  TenantTable,
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
    machineDetection: row.machine_detection,
    from: row.from,
    callStateUrl: row.call_state_url,
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

export function toStoredCall(row: Selectable<CallTable>): StoredCall {
  return row.origin === 'campaign'
    ? { origin: 'campaign', call: toCall(row) }
    : { origin: 'pbx', call: toPbxCall(row) };
}

/** Of a call that a campaign made; throws for any other. */
export function toCall(row: Selectable<CallTable>): Call {
  return {
    id: row.id,
    accountId: row.account_id,
    campaignId: given(row, 'campaign_id'),
    contactId: given(row, 'contact_id'),
    connectionId: row.connection_id,
    position: given(row, 'position'),
    pass: given(row, 'pass'),
    phone: given(row, 'phone'),
    state: row.state,
    reason: row.reason,
    providerCallId: row.placed_id,
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
    doNotCall: row.do_not_call,
  };
}

/** Of a call that a phone system made by itself; throws for any other. */
export function toPbxCall(row: Selectable<CallTable>): PbxCall {
  return {
    id: row.id,
    accountId: row.account_id,
    connectionId: row.connection_id,
    tenantId: given(row, 'tenant_id'),
    uuid: given(row, 'provider_call_id'),
    createdAt: row.created_at,
    state: row.state,
    reason: row.reason,
    deadlineAt: row.deadline_at,
    closedAt: row.closed_at,
    heard: row.heard,
    fromRecord: row.from_record,
    dialingAt: row.dialing_at,
    ringingAt: row.ringing_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    phone: row.phone,
    from: row.from_number,
    callerName: row.caller_name,
    direction: row.direction,
    duration: row.duration,
    recording: row.recording,
  };
}

/** A column that is null only on calls of the other origin. */
function given<Name extends keyof Selectable<CallTable>>(
  row: Selectable<CallTable>,
  name: Name,
): NonNullable<Selectable<CallTable>[Name]> {
  const value = row[name];
  if (value === null || value === undefined)
    throw new Error(`Call ${row.id} (${row.origin}) has no ${name}.`);
  return value;
}

export function toTenant(row: Selectable<TenantTable>): Tenant {
  return {
    id: row.id,
    accountId: row.account_id,
    connectionId: row.connection_id,
    uuid: row.uuid,
    state: row.state,
    seenAt: row.seen_at,
    adoptedAt: row.adopted_at,
  };
}

export function toSync(row: Selectable<SyncTable>): Sync {
  return {
    id: row.id,
    accountId: row.account_id,
    connectionId: row.connection_id,
    trigger: row.trigger,
    state: row.state,
    attempt: row.attempt,
    phase: row.phase,
    fetched: row.fetched,
    announced: row.announced,
    report: row.report,
    problem: row.problem_code === null ? null : { code: row.problem_code, detail: row.problem_detail ?? '' },
    retryAt: row.retry_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
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

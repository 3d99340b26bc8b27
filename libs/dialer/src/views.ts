import type { AccountView, CampaignView, Counts, PhoneSystemStatus, RowView } from '@ringside/contracts';
import type { AccountRow, Call, Campaign, CampaignContact } from '@ringside/engine';

/** The one place where rows become what clients see: snake_case, RFC 3339, seconds. */

/** RFC 3339 with milliseconds and `Z`. */
export function rfc3339(ms: number): string;
export function rfc3339(ms: number | null): string | null;
export function rfc3339(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export function campaignView(
  campaign: Readonly<Campaign>,
  live: { readonly counts: Readonly<Counts>; readonly linesInUse: number; readonly seq: number },
): CampaignView {
  return {
    id: campaign.id,
    name: campaign.name,
    dialer_type: campaign.dialerType,
    state: campaign.state,
    pass: campaign.pass,
    counts: { ...live.counts },
    total: Object.values(live.counts).reduce((sum, count) => sum + count, 0),
    lines: campaign.lines,
    lines_in_use: live.linesInUse,
    holding: campaign.holding && {
      code: campaign.holding.code,
      since: rfc3339(campaign.holding.since),
      detail: campaign.holding.detail,
    },
    ring_timeout: campaign.ringTimeoutMs / 1000,
    max_duration: campaign.maxDurationMs / 1000,
    reply_timeout: campaign.replyTimeoutMs / 1000,
    machine_detection: campaign.machineDetection,
    from: campaign.from,
    call_state_url: campaign.callStateUrl,
    created_at: rfc3339(campaign.createdAt),
    started_at: rfc3339(campaign.startedAt),
    ended_at: rfc3339(campaign.endedAt),
    seq: live.seq,
  };
}

/** `call` is the contact's call in flight, if there is one. */
export function rowView(contact: Readonly<CampaignContact>, call: Readonly<Call> | null): RowView {
  const inFlight = call !== null && call.endedAt === null;
  return {
    id: contact.contactId,
    position: contact.position,
    phone: contact.phone,
    name: contact.name,
    status: contact.status,
    reason: contact.reason,
    calls: contact.calls,
    call_id: contact.callId,
    call_state: inFlight ? call.state : null,
    deadline_at: inFlight ? rfc3339(call.deadlineAt) : null,
    started_at: rfc3339(contact.startedAt),
    ringing_at: rfc3339(contact.ringingAt),
    answered_at: rfc3339(contact.answeredAt),
    ended_at: rfc3339(contact.endedAt),
  };
}

export function accountView(account: AccountRow, phoneSystem: PhoneSystemStatus, seq: number): AccountView {
  return {
    id: account.id,
    name: account.name,
    time_zone: account.timeZone,
    max_lines: account.maxLines,
    max_calls_per_second: account.maxCallsPerSecond,
    max_calls_per_day: account.maxCallsPerDay,
    dialing_stopped_at: rfc3339(account.dialingStoppedAt),
    phone_system: phoneSystem,
    seq,
  };
}

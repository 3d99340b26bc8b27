import {
  callFlags,
  isTerminal,
  talkSeconds,
  type CallView,
  type FeedView,
  type SyncView,
  type TenantView,
} from '@ringside/contracts';
import { HAS_RECORD, type Call, type PbxCall, type Sync, type Tenant } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import type { OpenConnection } from '../dialer.options.js';
import { rfc3339 } from '../views.js';
import { feedUrl } from '../webhook-token.js';

/** A call whoever made it, as the store has it. */
export type AnyCall =
  | { readonly origin: 'campaign'; readonly call: Readonly<Call> }
  | { readonly origin: 'pbx'; readonly call: PbxCall };

/** A call as clients see it. `now` is for times that lie in the future, which are flagged. */
export function callView(stored: AnyCall, now: number): CallView {
  return stored.origin === 'campaign' ? campaignCall(stored.call, now) : pbxCall(stored.call, now);
}

function campaignCall(call: Readonly<Call>, now: number): CallView {
  const { dialingAt, ringingAt, answeredAt, endedAt, endEstimated, doNotCall } = call;
  const ended = isTerminal(call.state);
  return {
    id: call.id,
    origin: 'campaign',
    connection_id: call.connectionId,
    tenant_id: null,
    name: call.phone,
    campaign_id: call.campaignId,
    contact_id: call.contactId,
    position: call.position,
    pass: call.pass,
    phone: call.phone,
    from: null,
    caller_name: null,
    direction: 'outbound',
    duration: null,
    talk_time: endEstimated ? null : talkSeconds(answeredAt, endedAt),
    recording: null,
    answered_by: call.answeredBy,
    flags: callFlags(
      { dialingAt, ringingAt, answeredAt, endedAt, duration: null, ended, endEstimated, doNotCall },
      now,
    ),
    has_record: false,
    state: call.state,
    reason: call.reason,
    provider_call_id: call.providerCallId,
    placements: call.placements,
    created_at: rfc3339(call.createdAt),
    dialing_at: rfc3339(dialingAt),
    ringing_at: rfc3339(ringingAt),
    answered_at: rfc3339(answeredAt),
    ended_at: rfc3339(endedAt),
    end_estimated: endEstimated,
    deadline_at: rfc3339(call.deadlineAt),
  };
}

function pbxCall(call: PbxCall, now: number): CallView {
  const { dialingAt, ringingAt, answeredAt, endedAt, duration } = call;
  const ended = (call.heard & HEARD.ended) !== 0;
  // Closed by its deadline, and nobody has said since that it ended.
  const endEstimated = isTerminal(call.state) && !ended;
  return {
    id: call.id,
    origin: 'pbx',
    connection_id: call.connectionId,
    tenant_id: call.tenantId,
    name: call.phone ?? call.uuid,
    campaign_id: null,
    contact_id: null,
    position: null,
    pass: null,
    phone: call.phone,
    from: call.from,
    caller_name: call.callerName,
    direction: call.direction,
    duration,
    talk_time: talkSeconds(answeredAt, endedAt),
    recording: call.recording,
    answered_by: null,
    flags: callFlags({ dialingAt, ringingAt, answeredAt, endedAt, duration, ended, endEstimated }, now),
    has_record: (call.fromRecord & HAS_RECORD) !== 0,
    state: call.state,
    reason: call.reason,
    provider_call_id: call.uuid,
    placements: 0,
    created_at: rfc3339(call.createdAt),
    dialing_at: rfc3339(dialingAt),
    ringing_at: rfc3339(ringingAt),
    answered_at: rfc3339(answeredAt),
    ended_at: rfc3339(endedAt ?? (endEstimated ? call.closedAt : null)),
    end_estimated: endEstimated,
    deadline_at: rfc3339(call.deadlineAt),
  };
}

export function syncView(sync: Sync): SyncView {
  return {
    id: sync.id,
    connection_id: sync.connectionId,
    trigger: sync.trigger,
    state: sync.state,
    attempt: sync.attempt,
    phase: sync.phase,
    fetched: sync.fetched,
    announced: sync.announced,
    report: sync.report,
    problem: sync.problem,
    retry_at: rfc3339(sync.retryAt),
    started_at: rfc3339(sync.startedAt),
    ended_at: rfc3339(sync.endedAt),
  };
}

/** `held`: webhooks held aside for it. */
export function tenantView(tenant: Tenant, held: number): TenantView {
  return {
    id: tenant.id,
    connection_id: tenant.connectionId,
    uuid: tenant.uuid,
    state: tenant.state,
    held,
    seen_at: rfc3339(tenant.seenAt),
    adopted_at: rfc3339(tenant.adoptedAt),
  };
}

/** What is known of a feed only in this run of the service; times are epoch milliseconds. */
export interface FeedStanding {
  readonly syncEveryMs: number | null;
  readonly nextSyncAt: number | null;
  readonly lastWebhookAt: number | null;
}

export function feedView(connection: OpenConnection, publicUrl: string, standing: FeedStanding): FeedView {
  const { id, provider, tokens, mock, name } = connection;
  return {
    id,
    provider: provider.kind,
    name: name ?? provider.label,
    mock: mock ?? false,
    webhook_url: feedUrl(publicUrl, provider.kind, id, tokens),
    sync_every: standing.syncEveryMs === null ? null : standing.syncEveryMs / 1000,
    next_sync_at: rfc3339(standing.nextSyncAt),
    last_webhook_at: rfc3339(standing.lastWebhookAt),
  };
}

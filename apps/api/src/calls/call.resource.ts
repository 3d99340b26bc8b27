import {
  isTerminal,
  type CallResource,
  type CallStoryEvent,
  type CallStoryResource,
} from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import type { Call } from '@ringside/engine';
import type { CallStoryRows } from '@ringside/store';

export function callUri(id: string): string {
  return `/v1/calls/${id}`;
}

/** A call as a document. `canHangUp`: whether the phone system ends calls on demand. */
export function callResource(call: Readonly<Call>, canHangUp: boolean): CallResource {
  const uri = callUri(call.id);
  const campaign = `/v1/campaigns/${call.campaignId}`;
  return {
    uri,
    id: call.id,
    name: call.phone,
    campaign_id: call.campaignId,
    contact_id: call.contactId,
    position: call.position,
    pass: call.pass,
    phone: call.phone,
    state: call.state,
    reason: call.reason,
    provider_call_id: call.providerCallId,
    placements: call.placements,
    created_at: rfc3339(call.createdAt),
    dialing_at: rfc3339(call.dialingAt),
    ringing_at: rfc3339(call.ringingAt),
    answered_at: rfc3339(call.answeredAt),
    ended_at: rfc3339(call.endedAt),
    end_estimated: call.endEstimated,
    deadline_at: rfc3339(call.deadlineAt),
    actions:
      canHangUp && !isTerminal(call.state) ? { hang_up: { method: 'POST', uri: `${uri}/hang_up` } } : {},
    resources: { campaign, contact: `${campaign}/contacts/${call.contactId}`, calls: `${campaign}/calls` },
  };
}

/** A call with everything that happened to it, in the order it reached us. */
export function callStory(call: Readonly<Call>, rows: CallStoryRows, canHangUp: boolean): CallStoryResource {
  const events: { readonly ms: number; readonly event: Omit<CallStoryEvent, 'at'> }[] = [
    // Facts last among equals: what caused a fact stands before it.
    ...rows.placements.map(({ repliedAt, outcome, reason }) => ({
      ms: repliedAt,
      event: {
        source: 'placement',
        type: outcome,
        applied: true,
        delay_ms: null,
        reason,
        body: null,
      } as const,
    })),
    ...rows.webhooks.map(({ at, status, providerAt, outcome, body }) => ({
      ms: at,
      event: {
        source: 'webhook',
        type: status,
        applied: outcome === 'applied',
        delay_ms: providerAt === null ? null : at - providerAt,
        reason: outcome === 'applied' ? null : outcome,
        body,
      } as const,
    })),
    ...rows.facts.map(({ at, type, reason }) => ({
      ms: at,
      event: { source: 'fact', type, applied: true, delay_ms: null, reason, body: null } as const,
    })),
  ];
  return {
    ...callResource(call, canHangUp),
    events: events.sort((a, b) => a.ms - b.ms).map(({ ms, event }) => ({ at: rfc3339(ms), ...event })),
  };
}

import {
  isTerminal,
  type CallResource,
  type CallStoryEvent,
  type CallStoryResource,
  type CallView,
} from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import type { CallStoryRows } from '@ringside/store';
import { action } from '../http/action.js';

export function callUri(id: string): string {
  return `/v1/calls/${id}`;
}

/** A call as a document. `canHangUp`: whether the phone system that campaigns are dialed through ends calls on demand. */
export function callResource(call: CallView, canHangUp: boolean): CallResource {
  const uri = callUri(call.id);
  const mayHangUp = canHangUp && call.origin === 'campaign' && !isTerminal(call.state);
  return {
    uri,
    ...call,
    actions: mayHangUp ? { hang_up: action('POST', `${uri}/hang_up`) } : {},
    resources: whereFrom(call),
  };
}

function whereFrom({ campaign_id, contact_id, connection_id, tenant_id }: CallView): Record<string, string> {
  if (campaign_id === null) {
    return {
      feed: `/v1/feeds/${connection_id}`,
      tenant: `/v1/tenants/${tenant_id}`,
      calls: `/v1/calls?tenant=${tenant_id}`,
    };
  }
  const campaign = `/v1/campaigns/${campaign_id}`;
  return { campaign, contact: `${campaign}/contacts/${contact_id}`, calls: `${campaign}/calls` };
}

/** A call with everything that happened to it, in the order it reached us. */
export function callStory(call: CallResource, rows: CallStoryRows): CallStoryResource {
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
    ...rows.webhooks.map(({ kind, at, status, providerAt, outcome, body }) => ({
      ms: at,
      event: {
        source: kind,
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
    ...call,
    events: events.sort((a, b) => a.ms - b.ms).map(({ ms, event }) => ({ at: rfc3339(ms), ...event })),
  };
}

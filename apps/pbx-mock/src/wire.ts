import type { CallRecord } from './call-log.js';
import type { PbxCall, PbxStats } from './pbx-call.js';
import type { PbxMockStats } from './pbx-mock.js';

/** A call record as `/mock/calls` shows it; times are epoch milliseconds with a fraction. */
export function callToWire(call: CallRecord): Record<string, unknown> {
  return {
    n: call.n,
    id: call.id,
    instance: call.instance,
    phone: call.phone,
    webhook_url: call.webhook,
    person: call.person,
    outcome: call.outcome,
    arrived_ms: call.arrivedMs,
    ended_ms: call.endedMs,
    ending: call.ending,
    in_flight: call.inFlight,
    statuses: call.statuses.map(({ status, answeredBy, atMs, answer: given }) => ({
      status,
      ...(answeredBy === undefined ? {} : { answered_by: answeredBy }),
      at_ms: atMs,
      answer: given,
    })),
  };
}

/** camelCase -> wire. */
export function statsToWire(stats: PbxMockStats): Record<string, unknown> {
  return {
    instance: stats.instance,
    arrivals: stats.arrivals,
    outcomes: stats.outcomes,
    placed: stats.placed,
    in_flight: stats.inFlight,
    max_in_flight: stats.maxInFlight,
    stuck: stats.stuck,
    statuses: {
      sent: stats.statusesSent,
      lost: stats.statusesLost,
      answered_2xx: stats.statusesAnswered2xx,
      answered_other: stats.statusesAnsweredOther,
      failed: stats.statusesFailed,
    },
    log: { oldest: stats.logOldest, latest: stats.logLatest },
    pbx: pbxStatsToWire(stats.pbx),
  };
}

/** One of its own calls as `/mock/pbx/calls` shows it; times are epoch milliseconds. */
export function pbxCallToWire(call: PbxCall): Record<string, unknown> {
  return {
    n: call.n,
    uuid: call.uuid,
    tenant: call.tenant,
    phone: call.phone,
    from: call.from,
    person: call.person,
    started_ms: call.startedMs,
    ringing_ms: call.ringingMs,
    answered_ms: call.answeredMs,
    ended_ms: call.endedMs,
    ending: call.ending,
    recording: call.recording,
    webhooks: call.webhooks.map(({ action, atMs, answer }) => ({ action, at_ms: atMs, answer })),
    record: call.record,
  };
}

function pbxStatsToWire(stats: PbxStats): Record<string, unknown> {
  return {
    calls: stats.calls,
    in_flight: stats.inFlight,
    records: stats.records,
    webhooks: {
      sent: stats.webhooksSent,
      lost: stats.webhooksLost,
      answered_2xx: stats.webhooksAnswered2xx,
      answered_other: stats.webhooksAnsweredOther,
      failed: stats.webhooksFailed,
    },
  };
}

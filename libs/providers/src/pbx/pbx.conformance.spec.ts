import { createOutbound } from '@ringside/outbound';
import { describeProvider, startFakeHttpSystem } from '@ringside/telephony/conformance';
import type { Absent, FeedSamples, SampleCall } from '@ringside/telephony/conformance';
import type { RawWebhook } from '@ringside/telephony';
import { PBX_CAPABILITIES, pbxProvider } from './index.js';

const WAIT_MS = 2000;

describeProvider('pbx', {
  capabilities: PBX_CAPABILITIES,
  webhooks: null,
  // Twice as long as the provider waits for an answer, so that it is the provider who gives up.
  patienceMs: 2 * WAIT_MS,
  start: async () => {
    const system = await startFakeHttpSystem({
      records: { path: '/get_cdr', tenantHeader: 'Tenant-UUID' },
    });
    const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
    const provider = pbxProvider({ url: system.url, outbound, waitMs: WAIT_MS });
    return { provider, system, feed, release: () => outbound.close() };
  },
});

const feed: FeedSamples = {
  record: (call, absent) => text(call, absent),
  webhook: (call, absent, tenant) => webhook(text(call, absent), tenant),
  unknown: (action) => webhook(JSON.stringify({ uuid: 'one', action }), null),
  bad: '{"action":"HANGUP","uuid":null}',
  document: (records) => `{"total": ${records.length}, "data": [\n${records.join(',\n')}\n]}`,
};

/** As the PBX writes it: numbers are JSON numbers, of any length. */
function text(call: SampleCall, absent: Absent): string {
  const time = (at: number | null): string | null => (at === null ? null : `"${new Date(at).toISOString()}"`);
  const fields: readonly (readonly [string, string | null])[] = [
    ['uuid', JSON.stringify(call.uuid)],
    ['caller_name', '""'],
    ['caller_number', call.from],
    ['destination_number', call.phone],
    ['direction', '"outbound"'],
    ['call_start', time(call.dialingAt)],
    ['ring_start', time(call.ringingAt)],
    ['answer_start', time(call.answeredAt)],
    ['call_end', time(call.endedAt)],
    ['duration', '64.250'],
    ['action', '"HANGUP"'],
  ];
  const kept = fields.filter(([, value]) => value !== null || absent === 'null');
  return `{${kept.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`;
}

function webhook(body: string, tenant: string | null): RawWebhook {
  return {
    method: 'POST',
    url: 'http://127.0.0.1:3000/webhooks/pbx/connection/secret',
    headers: { 'content-type': 'application/json', ...(tenant === null ? {} : { 'tenant-uuid': tenant }) },
    body: Buffer.from(body),
  };
}

import type { FeedReading, RawWebhook, RecordReading } from '@ringside/telephony';
import { readCall } from './read-call.js';
import { tenantOf } from './tenant.js';

/** One webhook: a whole record with an event. */
export function readWebhook({ headers, body }: RawWebhook): FeedReading {
  const tenant = tenantOf(headers);
  const reading = readCall(new TextDecoder().decode(body), 'webhook');
  if (reading.kind === 'unreadable') return { ...reading, tenant };
  const { uuid, status } = reading.call;
  if (reading.event) return { kind: 'call', tenant, call: reading.call };
  if (status === '') return { kind: 'unreadable', tenant, field: 'action', detail: 'missing' };
  return { kind: 'unknown_status', tenant, uuid, status };
}

/** One record of the list. An event that we do not know says nothing; its times do. */
export function readRecord(raw: string): RecordReading {
  const reading = readCall(raw, 'record');
  if (reading.kind === 'unreadable') return { ...reading, raw };
  return { kind: 'call', call: reading.call, raw };
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { guardedProvider } from '../guarded-provider.js';
import { HEARD, RecordsError } from '../provider.js';
import type {
  Capabilities,
  Provider,
  RawWebhook,
  RecordReading,
  WebhookReader,
  WebhookReading,
} from '../provider.js';
import { plainText } from '../text.js';
import { describeProvider, startFakeHttpSystem } from './index.js';
import type { Absent, FeedSamples, SampleCall } from './index.js';
import { ALL_STATES, ask, NOTHING, originateAt, signalOf, speech, UNLIMITED } from './reference-http.js';

// The suite itself, tried on a phone system that signs its webhooks, and on one that has only call records; one with an event
// stream is in reference-stream.spec.ts. None of them is real; all of them go over real sockets.

// --- a system like Twilio: form webhooks, signed over address and fields ---

const SIGNING: Capabilities = { ...NOTHING, reports: ['ringing', 'answered', 'completed', 'busy'] };
const SECRET = 'reference';

function sign(url: string, body: Uint8Array): Buffer {
  return createHmac('sha256', SECRET).update(url).update(body).digest();
}

const signedWebhook: WebhookReader = {
  trust: 'signature',
  verify: ({ url, headers, body }) => {
    const given = headers['x-signature'];
    if (typeof given !== 'string') return false;
    const bytes = Buffer.from(given, 'base64');
    const right = sign(url, body);
    return bytes.length === right.length && timingSafeEqual(bytes, right);
  },
  read: ({ body }): WebhookReading => {
    const form = new URLSearchParams(Buffer.from(body).toString());
    const status = form.get('CallStatus');
    if (status === null) return { kind: 'unreadable', field: 'CallStatus', detail: 'missing' };
    const state = ALL_STATES.find((known) => known === status);
    if (state === undefined) return { kind: 'unknown_status', status: plainText(status) };
    const sid = form.get('CallSid');
    return { kind: 'signal', signal: signalOf(state, sid === null ? null : plainText(sid)) };
  },
};

function signed(status: string, url = 'https://dialer.example/webhooks/a/b/c/d'): RawWebhook {
  const body = Buffer.from(new URLSearchParams({ CallSid: 'sid-1', CallStatus: status }).toString());
  return { method: 'POST', url, headers: { 'x-signature': sign(url, body).toString('base64') }, body };
}

describeProvider('with signed webhooks', {
  capabilities: SIGNING,
  webhooks: 'signature',
  start: async () => {
    const system = await startFakeHttpSystem({
      ...speech,
      webhook: (state, _n, url) => {
        const { headers, body } = signed(state, url);
        return { headers: headers as Record<string, string>, body: Buffer.from(body).toString() };
      },
    });
    return {
      provider: guardedProvider({
        kind: 'reference-signed',
        label: 'Reference with signatures',
        capabilities: SIGNING,
        limits: { callsPerSecond: 1, maxConcurrent: 10 },
        originate: originateAt(system.url),
        webhook: signedWebhook,
        close: () => Promise.resolve(),
      }),
      system,
      webhooks: { status: signed, unknown: signed },
    };
  },
});

// --- a system like the PBX: makes calls of its own and keeps records of them ---

const RECORDING: Capabilities = { ...NOTHING, originate: false, records: true };
const TENANT_HEADER = 'x-tenant';

/** One record of this made-up system: `{id, ev, to, by, t: [dialing, ringing, answered, ended]}`. */
function readRecord(text: string): RecordReading {
  const unreadable = (field: string, detail: string): RecordReading => ({
    kind: 'unreadable',
    field,
    detail,
    raw: text,
  });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return unreadable('body', 'not JSON');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return unreadable('body', 'not an object');
  const { id, ev, to = null, by = null, t } = given as Readonly<Record<string, unknown>>;
  const fits = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && value.length < 200 && plainText(value) === value;
  if (!fits(id)) return unreadable('id', 'not an id');
  if (!fits(ev)) return unreadable('ev', 'not an event');
  if ((to !== null && !fits(to)) || (by !== null && !fits(by))) return unreadable('to', 'not a number');
  const times: unknown[] = Array.isArray(t) ? t : [];
  const [dialingAt, ringingAt, answeredAt, endedAt] = [0, 1, 2, 3].map((i) => {
    const at = times[i];
    return typeof at === 'number' && Number.isSafeInteger(at) ? at : null;
  }) as [number | null, number | null, number | null, number | null];
  const heard =
    HEARD.dialing |
    HEARD.ended |
    (ringingAt === null ? 0 : HEARD.ringing) |
    (answeredAt === null ? 0 : HEARD.answered);
  const times4 = { dialingAt, ringingAt, answeredAt, endedAt };
  const nothing = { callerName: null, direction: null, duration: null, recording: null };
  const call = { uuid: id, status: ev, heard, ...times4, phone: to, from: by, ...nothing };
  return { kind: 'call', call, raw: text };
}

function recordText(call: SampleCall, absent: Absent, ev = 'END'): string {
  const t = [call.dialingAt, call.ringingAt, call.answeredAt, call.endedAt];
  const all = { id: call.uuid, ev, to: call.phone, by: call.from, t };
  return JSON.stringify(all, (_key, value: unknown) =>
    value === null && absent === 'left out' ? undefined : value,
  );
}

function tenantOf(headers: Readonly<Record<string, unknown>>): string | null {
  const given = headers[TENANT_HEADER];
  return typeof given === 'string' ? plainText(given) || null : null;
}

function recordingProvider(url: string): Provider {
  return guardedProvider({
    kind: 'reference-records',
    label: 'Reference with records',
    capabilities: RECORDING,
    limits: UNLIMITED,
    originate: () => Promise.resolve({ kind: 'failed', reason: 'this phone system places no calls' }),
    feed: {
      read: ({ headers, body }) => {
        const tenant = tenantOf(headers);
        const reading = readRecord(Buffer.from(body).toString());
        if (reading.kind === 'unreadable') {
          return { kind: 'unreadable', tenant, field: reading.field, detail: reading.detail };
        }
        const { uuid, status } = reading.call;
        return status === 'END'
          ? { kind: 'call', tenant, call: reading.call }
          : { kind: 'unknown_status', tenant, uuid, status };
      },
      // A document of this system is a record a line, and a line of its own that ends it.
      async *records(_since, signal) {
        const late = AbortSignal.any([signal, AbortSignal.timeout(500)]);
        const ending = await ask('GET', `${url}/records`, late);
        if (ending.kind !== 'response') {
          const code = ending.kind === 'not_sent' ? 'unreachable' : late.aborted ? 'timeout' : 'incomplete';
          throw new RecordsError(code, ending.detail);
        }
        if (ending.status !== 200) throw new RecordsError('http_status', `HTTP ${ending.status}`);
        const lines = Buffer.from(ending.body).toString().split('\n');
        if (/^<|\]$/.test(lines.join(''))) throw new RecordsError('not_json', 'not a record a line');
        if (lines.pop() !== 'end.') throw new RecordsError('incomplete', 'no end');
        const tenant = tenantOf(ending.headers);
        for (let from = 0; from < lines.length; from += 500) {
          const records = lines.slice(from, from + 500).map(readRecord);
          yield { tenant, announced: lines.length, records };
        }
      },
    },
    close: () => Promise.resolve(),
  });
}

const feedSamples: FeedSamples = {
  record: recordText,
  webhook: (call, absent, tenant) => ({
    method: 'POST',
    url: 'https://dialer.example/webhooks/a/b/secret',
    headers: tenant === null ? {} : { [TENANT_HEADER]: tenant },
    body: Buffer.from(recordText(call, absent)),
  }),
  unknown: (status) => ({
    method: 'POST',
    url: 'https://dialer.example/webhooks/a/b/secret',
    headers: {},
    body: Buffer.from(JSON.stringify({ id: 'one', ev: status })),
  }),
  bad: '{"ev":"END"}',
  document: (records) => [...records, 'end.'].join('\n'),
};

describeProvider('with call records only', {
  capabilities: RECORDING,
  webhooks: null,
  start: async () => {
    const records = { path: '/records', tenantHeader: TENANT_HEADER };
    const system = await startFakeHttpSystem({ ...speech, records });
    return { provider: recordingProvider(system.url), system, feed: feedSamples };
  },
});

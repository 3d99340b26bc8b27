import { createHmac, timingSafeEqual } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { ServerResponse } from 'node:http';
import { guardedProvider } from '../guarded-provider.js';
import { placementOutcomeOf } from '../placement.js';
import type { HttpEnding, PlacementReply } from '../placement.js';
import { HEARD, RecordsError } from '../provider.js';
import type {
  CallReport,
  Capabilities,
  PlacedCall,
  Provider,
  RawWebhook,
  RecordReading,
  WebhookReader,
  WebhookReading,
} from '../provider.js';
import { plainText } from '../text.js';
import { describeProvider, startFakeHttpSystem } from './index.js';
import type {
  Absent,
  FakePhoneSystem,
  FeedSamples,
  HttpRequest,
  ReportedState,
  Rig,
  SampleCall,
  SeenRequest,
} from './index.js';

// The suite itself, tried on a phone system of each kind: one with an event stream, one that signs its webhooks, and
// one that has only call records. None of them is real; all of them go over real sockets.

const ALL_STATES: readonly ReportedState[] = [
  ...(['dialing', 'ringing', 'answered', 'completed'] as const),
  ...(['busy', 'no_answer', 'rejected', 'failed', 'canceled'] as const),
];
const NOTHING: Capabilities = {
  originate: true,
  hangUp: false,
  reconcile: false,
  records: false,
  stream: false,
  idempotentForMs: 0,
  reports: [],
};
const UNLIMITED = { callsPerSecond: null, maxConcurrent: null };

/** One HTTP request on a connection of its own, told apart as DECISIONS D8 wants it. */
function ask(
  method: string,
  url: string,
  signal: AbortSignal,
  body = '',
  onChunk?: (chunk: Buffer) => void,
): Promise<HttpEnding> {
  return new Promise((resolve) => {
    const lost = (code: string) => resolve({ kind: 'lost', code, detail: 'no answer' });
    if (signal.aborted) return lost('aborted');
    const outgoing = httpRequest(url, { method, agent: false, signal }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => (onChunk ?? ((more) => chunks.push(more)))(chunk));
      answer.on('error', () => lost('reset'));
      answer.on('end', () =>
        resolve({
          kind: 'response',
          status: answer.statusCode ?? 0,
          headers: answer.headers as Record<string, string>,
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : '';
      if (code === 'ECONNREFUSED') resolve({ kind: 'not_sent', code: 'connection_refused', detail: code });
      else lost('reset');
    });
    outgoing.end(body);
  });
}

function readReply(body: Uint8Array): PlacementReply {
  const { sid, error } = JSON.parse(Buffer.from(body).toString()) as { sid?: string; error?: string };
  if (error !== undefined) return { kind: 'error', reason: error };
  return sid === undefined ? { kind: 'unreadable', detail: 'no sid' } : { kind: 'id', providerCallId: sid };
}

function originateAt(url: string): Provider['originate'] {
  return async ({ callId, to, from, webhookUrl }, signal) => {
    const body = JSON.stringify({ callId, to, from, webhookUrl });
    return placementOutcomeOf(await ask('POST', `${url}/calls`, signal, body), readReply, 0);
  };
}

function readPlacement({ method, path, body }: HttpRequest): SeenRequest | null {
  return method === 'POST' && path === '/calls' ? (JSON.parse(body) as SeenRequest) : null;
}

const speech = {
  readPlacement,
  accept: (n: number) => ({ status: 201, body: JSON.stringify({ sid: `sid-${n}` }) }),
  fail: (error: string) => ({ status: 400, body: JSON.stringify({ error }) }),
  garbage: { status: 200, body: '\u0000<?xml' },
};

function signalOf(state: ReportedState, providerCallId: string | null = null) {
  return { state, at: null, providerCallId, reason: null, answeredBy: null };
}

// --- a system like Asterisk: our ids, an event stream, calls that can be ended and asked after ---

const STREAMING: Capabilities = {
  ...NOTHING,
  hangUp: true,
  reconcile: true,
  stream: true,
  idempotentForMs: Infinity,
  reports: ALL_STATES,
};

function streamingProvider(url: string): Provider {
  const gone = new AbortController();
  return guardedProvider({
    kind: 'reference-stream',
    label: 'Reference with a stream',
    capabilities: STREAMING,
    limits: UNLIMITED,
    originate: originateAt(url),
    hangUp: async ({ callId }, signal) => {
      const ending = await ask('DELETE', `${url}/calls/${callId}`, signal);
      if (ending.kind !== 'response') return { kind: 'failed', reason: ending.code };
      return { kind: ending.status === 204 ? 'done' : 'gone' };
    },
    reconcile: async (calls, signal) => {
      const reports: CallReport[] = [];
      for (const { callId } of calls) {
        const ending = await ask('GET', `${url}/calls/${callId}`, signal);
        if (ending.kind !== 'response' || ending.status !== 200) continue;
        reports.push({ callId, signal: signalOf(Buffer.from(ending.body).toString() as ReportedState) });
      }
      return reports;
    },
    async *stream(signal) {
      const lines: string[] = [];
      let wake = (): void => undefined;
      let over: HttpEnding | null = null;
      const either = AbortSignal.any([signal, gone.signal]);
      void ask('GET', `${url}/events`, either, '', (chunk) => {
        lines.push(...chunk.toString().split('\n').filter(Boolean));
        wake();
      }).then((ending) => {
        over = ending;
        wake();
      });
      for (;;) {
        for (const line of lines.splice(0)) yield JSON.parse(line) as CallReport;
        if (either.aborted) return;
        if (over !== null) throw new Error('the stream broke');
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    close: () => {
      gone.abort();
      return Promise.resolve();
    },
  });
}

async function streamingRig(): Promise<Rig> {
  const calls = new Map<string, ReportedState>();
  const hungUp = new Set<string>();
  const listeners = new Set<ServerResponse>();
  const system = await startFakeHttpSystem({
    ...speech,
    accept: (n, { callId }) => {
      calls.set(callId ?? '', 'dialing');
      return speech.accept(n);
    },
    idempotent: true,
    other: ({ method, path }, response) => {
      const id = path.slice('/calls/'.length);
      const state = calls.get(id);
      if (path === '/events') {
        response.writeHead(200).flushHeaders();
        listeners.add(response.on('close', () => listeners.delete(response)));
      } else if (state === undefined || (method === 'DELETE' && state === 'completed')) {
        response.writeHead(404).end();
      } else if (method === 'DELETE') {
        hungUp.add(id);
        calls.set(id, 'completed');
        response.writeHead(204).end();
      } else {
        response.writeHead(200).end(state);
      }
    },
  });
  const extras: Partial<FakePhoneSystem> = {
    move: ({ callId }: PlacedCall, state) => {
      calls.set(callId, state);
      for (const listener of listeners) {
        listener.write(`${JSON.stringify({ callId, signal: signalOf(state) })}\n`);
      }
    },
    wasHungUp: ({ callId }) => hungUp.has(callId),
    streams: () => listeners.size,
    dropStreams: () => {
      for (const listener of listeners) listener.socket?.resetAndDestroy();
    },
  };
  return { provider: streamingProvider(system.url), system: Object.assign(system, extras) };
}

describeProvider('with an event stream', { capabilities: STREAMING, webhooks: null, start: streamingRig });

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

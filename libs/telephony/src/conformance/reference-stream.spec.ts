import type { ServerResponse } from 'node:http';
import { guardedProvider } from '../guarded-provider.js';
import type { HttpEnding } from '../placement.js';
import { StreamError } from '../provider.js';
import type {
  CallKnowledge,
  CallSignal,
  Capabilities,
  LegControl,
  LegOutcome,
  PlacedCall,
  Provider,
  StreamEvent,
} from '../provider.js';
import { describeProvider, startFakeHttpSystem } from './index.js';
import type { FakePhoneSystem, HttpRequest, ReportedState, Rig } from './index.js';
import { ALL_STATES, ask, NOTHING, originateAt, signalOf, speech, UNLIMITED } from './reference-http.js';

// The suite itself, tried on a made-up system like Asterisk: our ids, an event stream, calls that can be ended and asked after,
// bridged, listened to and played to, and machines that it can tell from people.

const STREAMING: Capabilities = {
  ...NOTHING,
  hangUp: true,
  reconcile: true,
  stream: true,
  detectMachine: true,
  legs: ['bridge', 'listen', 'play'],
  idempotentForMs: Infinity,
  reports: ALL_STATES,
};

function streamingProvider(url: string): Provider {
  const gone = new AbortController();
  let streams = 0;
  const act = async (method: string, path: string, signal: AbortSignal, body?: object): Promise<LegOutcome> =>
    outcomeOf(await ask(method, `${url}${path}`, signal, body && JSON.stringify(body)));
  const originate = originateAt(url);
  const legs: LegControl = {
    bridge: (id, calls, signal) => act('POST', `/bridges/${id}`, signal, { calls: calls.map(idOf) }),
    unbridge: (id, signal) => act('DELETE', `/bridges/${id}`, signal),
    listen: (id, heard, listener, signal) =>
      act('POST', `/listenings/${id}`, signal, { heard: idOf(heard), listener: idOf(listener) }),
    stopListening: (id, signal) => act('DELETE', `/listenings/${id}`, signal),
    // Answered when it was heard to its end; hanging up the request stops it.
    play: (leg, media, signal) => act('POST', `/calls/${idOf(leg)}/play`, signal, { media }),
  };
  return guardedProvider({
    kind: 'reference-stream',
    label: 'Reference with a stream',
    capabilities: STREAMING,
    limits: UNLIMITED,
    originate: (request, signal) =>
      streams > 0
        ? originate(request, signal)
        : Promise.resolve({ kind: 'refused', reason: 'no event stream is open', retryAfterMs: null }),
    hangUp: (call, signal) => act('DELETE', `/calls/${idOf(call)}`, signal),
    reconcile: async (calls, signal) => {
      const known: CallKnowledge[] = [];
      for (const { callId } of calls) {
        const ending = await ask('GET', `${url}/calls/${callId}`, signal);
        if (ending.kind !== 'response') continue;
        if (ending.status !== 200) known.push({ callId, gone: true });
        else known.push({ callId, signal: signalOf(Buffer.from(ending.body).toString() as ReportedState) });
      }
      return known;
    },
    legs,
    async *stream(signal) {
      const lines: string[] = [];
      let wake = (): void => undefined;
      let over: HttpEnding | null = null;
      const either = AbortSignal.any([signal, gone.signal]);
      const reading = ask('GET', `${url}/events`, either, '', (chunk) => {
        lines.push(...chunk.toString().split('\n').filter(Boolean));
        wake();
      }).then((ending) => {
        over = ending;
        wake();
      });
      let open = false;
      try {
        for (;;) {
          for (const line of lines.splice(0)) {
            const event = JSON.parse(line) as StreamEvent;
            if (event.kind === 'open') streams += 1;
            open ||= event.kind === 'open';
            yield event;
          }
          if (either.aborted) return;
          if (over !== null) throw streamError(over);
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        if (open) streams -= 1;
        await reading;
      }
    },
    close: () => {
      gone.abort();
      return Promise.resolve();
    },
  });
}

function idOf({ callId }: PlacedCall): string {
  return callId;
}

function outcomeOf(ending: HttpEnding): LegOutcome {
  if (ending.kind !== 'response') return { kind: 'failed', reason: ending.code };
  if (ending.status === 204) return { kind: 'done' };
  if (ending.status === 404) return { kind: 'gone' };
  return { kind: 'failed', reason: Buffer.from(ending.body).toString() };
}

function streamError(ending: HttpEnding): StreamError {
  return ending.kind === 'not_sent'
    ? new StreamError('unreachable', 'nobody listens there')
    : new StreamError('broken', 'the event stream broke');
}

// --- the system ---

const MEDIA = { short: 'short', long: 'long', missing: 'missing' };
const PLAY_MS: Readonly<Record<string, number>> = { short: 20, long: 60_000 };

interface Call {
  state: ReportedState;
  readonly detects: boolean;
  readonly playing: Map<ServerResponse, string>;
}

/** The calls of the system, and who hears whom. */
class ReferenceSystem {
  readonly hungUp = new Set<string>();
  readonly listeners = new Set<ServerResponse>();
  readonly bridges = new Map<string, Set<string>>();
  readonly listenings = new Map<string, { readonly heard: string; readonly listener: string }>();
  private readonly calls = new Map<string, Call>();

  place(id: string, detects: boolean): void {
    this.calls.set(id, { state: 'dialing', detects, playing: new Map() });
  }

  move(id: string, state: ReportedState, answeredBy: CallSignal['answeredBy'] = null): void {
    const call = this.calls.get(id);
    if (call === undefined) return;
    call.state = state;
    this.tell({ kind: 'report', report: { callId: id, signal: signalOf(state) } });
    if (answeredBy !== null && call.detects) {
      this.tell({ kind: 'report', report: { callId: id, signal: { ...signalOf(state), answeredBy } } });
    }
    if (!isUp(state)) this.leave(id, call);
  }

  playing(id: string): string[] {
    return [...(this.calls.get(id)?.playing.values() ?? [])];
  }

  hears(id: string): string[] {
    return [...this.listenings.values()].flatMap(({ heard, listener }) => (listener === id ? [heard] : []));
  }

  answer({ method, path, body }: HttpRequest, response: ServerResponse): void {
    const [, what = '', id = '', more] = path.split('/');
    if (path === '/events') return this.follow(response);
    if (what === 'calls') return this.answerForCall(method, id, more, body, response);
    const found = what === 'bridges' ? this.bridges : this.listenings;
    if (method === 'DELETE') return end(response, found.delete(id) ? 204 : 404);
    const given = JSON.parse(body) as { calls?: string[]; heard?: string; listener?: string };
    const { calls = [], heard = '', listener = '' } = given;
    const involved = what === 'bridges' ? calls : [heard, listener];
    if (!involved.every((call) => this.isAnswered(call))) return end(response, 404);
    if (what === 'listenings') this.listenings.set(id, { heard, listener });
    else {
      for (const members of this.bridges.values()) for (const call of calls) members.delete(call);
      this.bridges.set(id, new Set([...(this.bridges.get(id) ?? []), ...calls]));
    }
    end(response, 204);
  }

  private answerForCall(
    method: string,
    id: string,
    more: string | undefined,
    body: string,
    response: ServerResponse,
  ): void {
    const call = this.calls.get(id);
    if (call === undefined || !isUp(call.state)) return end(response, 404);
    if (more === 'play') return this.play(call, (JSON.parse(body) as { media: string }).media, response);
    if (method === 'GET') return end(response, 200, call.state);
    this.hungUp.add(id);
    this.move(id, call.state === 'answered' ? 'completed' : 'canceled');
    end(response, 204);
  }

  private play(call: Call, media: string, response: ServerResponse): void {
    const ms = PLAY_MS[media];
    if (ms === undefined) return end(response, 422, `there is no ${media}`);
    call.playing.set(response, media);
    const timer = setTimeout(() => end(response, 204), ms);
    response.on('close', () => {
      clearTimeout(timer);
      call.playing.delete(response);
    });
  }

  private follow(response: ServerResponse): void {
    response.writeHead(200).flushHeaders();
    this.listeners.add(response.on('close', () => this.listeners.delete(response)));
    this.tell({ kind: 'open', engine: { name: 'Reference', version: '1.0' }, warnings: [] });
  }

  private tell(event: StreamEvent): void {
    for (const listener of this.listeners) listener.write(`${JSON.stringify(event)}\n`);
  }

  private leave(id: string, call: Call): void {
    for (const members of this.bridges.values()) members.delete(id);
    for (const [listening, { heard, listener }] of this.listenings) {
      if (heard === id || listener === id) this.listenings.delete(listening);
    }
    for (const response of call.playing.keys()) end(response, 404);
  }

  private isAnswered(id: string): boolean {
    return this.calls.get(id)?.state === 'answered';
  }
}

function isUp(state: ReportedState): boolean {
  return ['dialing', 'ringing', 'answered'].includes(state);
}

function end(response: ServerResponse, status: number, body?: string): void {
  response.writeHead(status).end(body);
}

async function streamingRig(): Promise<Rig> {
  const reference = new ReferenceSystem();
  const system = await startFakeHttpSystem({
    ...speech,
    accept: (n, { callId }, { body }) => {
      const { detectMachine } = JSON.parse(body) as { readonly detectMachine: boolean };
      reference.place(callId ?? '', detectMachine);
      return speech.accept(n);
    },
    idempotent: true,
    other: (request, response) => reference.answer(request, response),
  });
  const extras: Partial<FakePhoneSystem> = {
    move: ({ callId }, state) => reference.move(callId, state),
    answerBy: ({ callId }, by) => reference.move(callId, 'answered', by),
    wasHungUp: ({ callId }) => reference.hungUp.has(callId),
    streams: () => reference.listeners.size,
    dropStreams: () => {
      for (const listener of reference.listeners) listener.socket?.resetAndDestroy();
    },
    // A real one answers such questions over a wire.
    bridges: () => Promise.resolve([...reference.bridges.values()].map((members) => [...members])),
    hears: ({ callId }) => Promise.resolve(reference.hears(callId)),
    playing: ({ callId }) => Promise.resolve(reference.playing(callId)),
  };
  return { provider: streamingProvider(system.url), system: Object.assign(system, extras) };
}

describeProvider('with an event stream', {
  capabilities: STREAMING,
  webhooks: null,
  media: MEDIA,
  start: streamingRig,
});

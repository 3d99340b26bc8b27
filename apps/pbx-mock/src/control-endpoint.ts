import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.js';
import type { Bridge, Conversations, Listening } from './conversations.js';
import { answer, readBody, readObject } from './http.js';
import type { KnownCall } from './known-calls.js';
import { mediaMs } from './media.js';
import type { Switchboard } from './switchboard.js';

const PATH = /^\/(calls|bridges|listenings)(?:\/([\w.-]{1,64}))?(\/play)?$/;
/** Methods of each kind of path. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  '/calls': ['GET'],
  '/calls/id': ['GET', 'DELETE'],
  '/calls/id/play': ['POST'],
  '/bridges': ['GET'],
  '/bridges/id': ['GET', 'POST', 'DELETE'],
  '/listenings': ['GET'],
  '/listenings/id': ['GET', 'POST', 'DELETE'],
};
const MOST_ASKED_AFTER = 1000;

type Body = Readonly<Record<string, unknown>>;

/** What came out of looking for calls that are answered: all of them, or why not. */
type Found =
  | { readonly ok: true; readonly ids: readonly number[] }
  | { readonly ok: false; readonly status: 400 | 404 | 409; readonly error: string };

/** `/calls`, `/bridges`, `/listenings`: what can be done with calls that go on. Beyond the contract of seed 000. */
export class ControlEndpoint {
  constructor(
    private readonly switchboard: Switchboard,
    private readonly behaviour: () => Behaviour,
  ) {}

  private get conversations(): Conversations {
    return this.switchboard.conversations;
  }

  /** Answers a request under one of these paths; false: it is none of them. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<boolean> {
    const [, kind, id, play] = PATH.exec(path) ?? [];
    if (kind === undefined) return false;
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const allowed = METHODS[`/${kind}${id === undefined ? '' : '/id'}${play ?? ''}`];
    if (allowed === undefined) return false;
    if (!allowed.includes(method)) {
      const allow = allowed.join(', ');
      answer(response, 405, { error: `use ${allow}` }, { allow });
      return true;
    }
    const body = await readBody(request);
    const given = !body.ok ? null : body.text === '' ? {} : readObject(body.text);
    if (given === null) answer(response, 400, { error: 'the body must be a JSON object' });
    else if (kind === 'calls') await this.call(method, id, play !== undefined, given, query, response);
    else if (kind === 'bridges') this.bridge(method, id, given, response);
    else this.listening(method, id, given, response);
    return true;
  }

  private async call(
    method: string,
    key: string | undefined,
    play: boolean,
    body: Body,
    query: string,
    response: ServerResponse,
  ): Promise<void> {
    const { known } = this.switchboard;
    if (key === undefined) {
      const keys = (new URLSearchParams(query).get('ids') ?? '').split(',', MOST_ASKED_AFTER);
      const found = keys.map((one) => known.find(one)).filter((call) => call !== undefined);
      return answer(response, 200, { items: found.map(callToWire) });
    }
    const call = known.find(key);
    if (call === undefined || (call.status === 'completed' && (play || method === 'DELETE'))) {
      return answer(response, 404, { error: 'there is no such call' });
    }
    if (play) return this.play(call, body, response);
    if (method === 'GET') return answer(response, 200, callToWire(call));
    this.switchboard.hangUp({ id: call.id });
    response.writeHead(204).end();
  }

  /** Answered when it was heard to its end; closing the connection stops the sound. */
  private async play({ id, status }: KnownCall, { media }: Body, response: ServerResponse): Promise<void> {
    if (status !== 'answered') return answer(response, 409, { error: 'the call is not answered' });
    const ms = typeof media === 'string' ? mediaMs(media) : null;
    if (typeof media !== 'string' || ms === null) {
      return answer(response, 422, { error: `there is no media ${JSON.stringify(media ?? null)}` });
    }
    const end = await this.conversations.play(id, media, ms / this.behaviour().speed, (stop) =>
      response.on('close', stop),
    );
    if (end === 'heard') answer(response, 200, { heard: media });
    else answer(response, 404, { error: 'the call has ended' });
  }

  private bridge(method: string, id: string | undefined, body: Body, response: ServerResponse): void {
    const all = (): Body[] => this.conversations.allBridges().map((one) => this.bridgeToWire(one));
    if (method !== 'POST')
      return this.showOrEnd(method, id, all, () => this.conversations.unbridge(id ?? ''), response);
    const found = this.answeredCalls(body['calls']);
    if (!found.ok) return answer(response, found.status, { error: found.error });
    answer(response, 200, this.bridgeToWire(this.conversations.bridge(id ?? '', found.ids)));
  }

  private listening(method: string, id: string | undefined, body: Body, response: ServerResponse): void {
    const all = (): Body[] => this.conversations.allListenings().map((one) => this.listeningToWire(one));
    if (method !== 'POST')
      return this.showOrEnd(method, id, all, () => this.conversations.stopListening(id ?? ''), response);
    const found = this.answeredCalls([body['heard'], body['listener']]);
    if (!found.ok) return answer(response, found.status, { error: found.error });
    const [heard = 0, listener = 0] = found.ids;
    if (heard === listener) return answer(response, 400, { error: 'nobody listens to himself' });
    const listening = { id: id ?? '', heard, listener };
    this.conversations.listen(listening);
    answer(response, 200, this.listeningToWire(listening));
  }

  /** GET of all or of one, DELETE of one. */
  private showOrEnd(
    method: string,
    id: string | undefined,
    all: () => Body[],
    end: () => boolean,
    response: ServerResponse,
  ): void {
    if (id === undefined) return answer(response, 200, { items: all() });
    if (method === 'DELETE' && end()) return void response.writeHead(204).end();
    const one = method === 'GET' ? all().find((other) => other['id'] === id) : undefined;
    if (one === undefined) return answer(response, 404, { error: `there is no ${id}` });
    answer(response, 200, one);
  }

  /** Calls that were named, all of them answered. */
  private answeredCalls(keys: unknown): Found {
    if (!Array.isArray(keys) || keys.length === 0)
      return { ok: false, status: 400, error: 'calls: must be ids' };
    const ids: number[] = [];
    for (const key of keys as unknown[]) {
      if (typeof key !== 'string' && typeof key !== 'number') {
        return { ok: false, status: 400, error: 'a call is named by its call_id, or its id' };
      }
      const call = this.switchboard.known.find(String(key));
      if (call === undefined || call.status === 'completed') {
        return { ok: false, status: 404, error: `there is no call ${String(key)}` };
      }
      if (call.status !== 'answered') {
        return { ok: false, status: 409, error: `call ${String(key)} is not answered` };
      }
      ids.push(call.id);
    }
    return { ok: true, ids };
  }

  private bridgeToWire({ id, calls }: Bridge): Body {
    return { id, calls: calls.map((call) => this.keyOf(call)) };
  }

  private listeningToWire({ id, heard, listener }: Listening): Body {
    return { id, heard: this.keyOf(heard), listener: this.keyOf(listener) };
  }

  /** What a call is called in answers: the caller's name for it, or our id. */
  private keyOf(id: number): string {
    return this.switchboard.known.get(id)?.callId ?? String(id);
  }
}

function callToWire({ id, callId, status, answeredBy }: KnownCall): Body {
  return { id, call_id: callId, status, answered_by: answeredBy };
}

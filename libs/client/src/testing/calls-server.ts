import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  fitsCallFilter,
  mayAdvance,
  type CallFilter,
  type CallState,
  type CallView,
  type CallsFrame,
  type ClientCommands,
  type FeedView,
  type ServerEvents,
  type SyncView,
} from '@ringside/contracts';
import { Server } from 'socket.io';
import { isAbove } from '../calls-reading.js';

const AT = '2026-03-01T10:00:00.000Z';
const BEGAN = Date.parse(AT);

/** A server reduced to what it says of calls, over real HTTP and Socket.IO, with a wire that loses and doubles frames. */
export class CallsServer {
  calls: CallView[] = [];
  epoch = 'first';
  seq = 0;
  /** How often the next frames are sent; 0 = lost. */
  times = 1;
  follows = 0;
  /** Answers to reads wait for this. */
  gate: Promise<void> = Promise.resolve();
  readonly requests: string[] = [];
  /** Changes that pages have, and frames tell later, each when it is let go; null: frames tell at once. */
  untold: (readonly CallView[])[] | null = null;
  syncs: SyncView[] = [];
  feeds: FeedView[] = [];
  /** Known still when it is closed, for requests that come late. */
  url = '';
  #http = createServer((request, response) => void this.#answer(request, response));
  #io = new Server<ClientCommands, ServerEvents>(this.#http);
  #beats: ReturnType<typeof setInterval> | undefined;
  #made = 0;

  static async open(calls: number): Promise<CallsServer> {
    const server = new CallsServer();
    for (let i = 0; i < calls; i++)
      server.calls.unshift(server.#newCall(i % 3 === 0 ? 'completed' : 'dialing'));
    server.#io.on('connection', (socket) => {
      socket.on('calls.follow', (_body, ack) => {
        server.follows += 1;
        const { epoch, seq, feeds, syncs } = server;
        ack({ ok: true, data: { epoch, seq, at: AT, feeds, syncs, tenants: [] } });
      });
      socket.on('calls.unfollow', (_body, ack) => ack({ ok: true, data: {} }));
    });
    server.#beats = setInterval(() => server.#io.emit('server.beat', { at: new Date().toISOString() }), 40);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  async close(): Promise<void> {
    clearInterval(this.#beats);
    await this.#io.close();
  }

  cut(): void {
    for (const socket of this.#io.sockets.sockets.values()) socket.conn.close();
  }

  /** Begins to count anew, as a service that was started again does; connections break. */
  restart(): void {
    this.epoch += '+';
    this.seq = 0;
    this.cut();
  }

  /** New calls begin: one frame. */
  begin(count: number, state: CallState = 'ringing'): void {
    const made = Array.from({ length: count }, () => this.#newCall(state));
    for (const call of made) this.#put(call);
    this.#tell(made);
  }

  /** Calls at these places of the list change, their state only forward: one frame. */
  move(places: readonly number[], state: CallState): void {
    const moved = new Map<string, CallView>();
    for (const place of places) {
      const call = this.calls[place % Math.max(1, this.calls.length)];
      if (!call) continue;
      const forward = mayAdvance(call.state, state) ? state : call.state;
      moved.set(call.id, { ...call, state: forward, duration: String(++this.#made) });
    }
    this.calls = this.calls.map((call) => moved.get(call.id) ?? call);
    this.#tell([...moved.values()]);
  }

  /** Old calls become known, as by a sync: too many to name. */
  merge(count: number, earlierMs: number): void {
    const old = Array.from({ length: count }, (_, i) => {
      const call = this.#newCall('completed');
      return { ...call, created_at: new Date(Date.parse(call.created_at) - earlierMs - i).toISOString() };
    });
    this.calls = [...this.calls, ...old].sort((a, b) => (isAbove(a, b) ? -1 : 1));
    this.#tell([], true);
  }

  tellSync(sync: SyncView): void {
    this.syncs = [sync, ...this.syncs.filter((each) => each.id !== sync.id)];
    this.seq += 1;
    this.#send({ ...this.#frame([]), changes: { calls: [], syncs: [sync] } });
  }

  matching(filter: CallFilter): CallView[] {
    return this.calls.filter((call) => fitsCallFilter(call, filter));
  }

  #put(call: CallView): void {
    const at = this.calls.findIndex((each) => isAbove(call, each));
    if (at < 0) this.calls.push(call);
    else this.calls.splice(at, 0, call);
  }

  /** The next of the changes that were not told. */
  tellNext(): void {
    const calls = this.untold?.shift();
    if (!calls) return;
    this.seq += 1;
    this.#send(this.#frame(calls));
  }

  #tell(calls: readonly CallView[], reload = false): void {
    if (this.untold && !reload) {
      this.untold.push(calls);
      return;
    }
    this.seq += 1;
    this.#send(this.#frame(calls, reload));
  }

  #frame(calls: readonly CallView[], reload = false): CallsFrame {
    const { epoch, seq } = this;
    return { epoch, from: seq, to: seq, at: AT, changes: { calls, ...(reload && { reload }) } };
  }

  #send(frame: CallsFrame): void {
    for (let i = 0; i < this.times; i++) this.#io.emit('calls.frame', frame);
  }

  #newCall(state: CallState): CallView {
    const n = ++this.#made;
    return call(n, state);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname.startsWith('/socket.io')) return;
    this.requests.push(url.pathname + url.search);
    if (url.searchParams.get('number') === 'x') {
      json(response, 400, { type: 'about:blank', title: 'Bad', status: 400, code: 'invalid_request' });
      return;
    }
    const page = this.#page(url);
    // As of now, told later: what a slow network makes of a read.
    await this.gate;
    json(response, 200, page);
  }

  #page(url: URL): object {
    const { limit = '100', after, before, last, ...filter } = Object.fromEntries(url.searchParams);
    const matching = this.matching(filter);
    const count = Number(limit);
    const key = (cursor: string): CallView => JSON.parse(cursor) as CallView;
    let from = 0;
    if (after) {
      const at = matching.findIndex((each) => isAbove(key(after), each));
      from = at < 0 ? matching.length : at;
    }
    let items = matching.slice(from, from + count);
    if (before || last) {
      const above = before ? matching.filter((each) => isAbove(each, key(before))) : matching;
      from = Math.max(0, above.length - count);
      items = above.slice(from);
    }
    const at = (name: string, each: CallView | undefined): string => {
      const query = new URLSearchParams({ limit, ...filter });
      query.set(name, JSON.stringify({ id: each?.id, created_at: each?.created_at }));
      return `${url.pathname}?${query}`;
    };
    const more = from + items.length < matching.length;
    return {
      items,
      as_of: { epoch: this.epoch, seq: this.seq },
      next_page: more ? at('after', items.at(-1)) : null,
      prev_page: from > 0 && items.length > 0 ? at('before', items[0]) : null,
      first_page: null,
      last_page: null,
    };
  }
}

export function call(n: number, state: CallState): CallView {
  return {
    id: `0198f000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    origin: 'pbx',
    connection_id: 'c',
    tenant_id: 't',
    name: '',
    campaign_id: null,
    contact_id: null,
    position: null,
    pass: null,
    phone: `3579912${String(n).padStart(4, '0')}`,
    from: '35725262136',
    caller_name: null,
    direction: 'outbound',
    duration: null,
    talk_time: null,
    recording: null,
    answered_by: null,
    flags: [],
    has_record: false,
    state,
    reason: null,
    provider_call_id: String(n),
    placements: 0,
    created_at: new Date(BEGAN + n * 1000).toISOString(),
    dialing_at: null,
    ringing_at: null,
    answered_at: null,
    ended_at: null,
    end_estimated: false,
    deadline_at: null,
  };
}

export function sync(id: string, changes: Partial<SyncView> = {}): SyncView {
  return {
    id,
    connection_id: 'c',
    trigger: 'manual',
    state: 'running',
    attempt: 1,
    phase: 'fetching',
    fetched: 0,
    announced: null,
    report: null,
    problem: null,
    retry_at: null,
    started_at: AT,
    ended_at: null,
    ...changes,
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

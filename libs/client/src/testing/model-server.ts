import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CONTACT_STATUSES,
  REPLAY_LIMIT,
  type Ack,
  type CampaignCatchUp,
  type CampaignFrame,
  type CampaignView,
  type ClientCommands,
  type ContactStatus,
  type Counts,
  type PhoneSystemsSnapshot,
  type RowView,
  type ServerEvents,
} from '@ringside/contracts';
import { Server, type Socket } from 'socket.io';

type ServerSocket = Socket<ClientCommands, ServerEvents>;

export const CAMPAIGN_ID = '0198f000-0000-7000-8000-000000000001';
const AT = '2026-03-01T10:00:00.000Z';

/** What became of a frame on its way to a browser: sent this many times (0 = lost). */
export type Delivery = (frame: CampaignFrame) => number;

/**
 * A server reduced to its contract, over real HTTP and Socket.IO: one campaign whose rows change when
 * told to, and a wire that can lose, double and withhold frames, go silent, or cut connections.
 */
export class ModelServer {
  readonly rows: RowView[] = [];
  seq = 0;
  state: CampaignView['state'] = 'running';
  deliver: Delivery = () => 1;
  beating = true;
  /** Answer to sign-in at the socket's door. */
  signedIn = true;
  /** Commands as they arrived, doubled ones too. */
  readonly commands: { name: string; key: string }[] = [];
  follows = 0;
  phoneSystems: PhoneSystemsSnapshot = { at: AT, phone_systems: [] };
  /** `phone_systems.follow` and `.unfollow` as they arrived. */
  readonly phoneSystemsAsked: string[] = [];
  /** REST answers wait for this. */
  restGate: Promise<void> = Promise.resolve();
  readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] =
    [];
  /** Commands are swallowed while true: the acknowledgement never comes. */
  mute = false;
  #changedAt: { seq: number; rows: readonly RowView[]; reload: boolean }[] = [];
  /** Known still when it is closed, for requests that come late. */
  url = '';
  #http = createServer((request, response) => void this.#answer(request, response));
  #io = new Server<ClientCommands, ServerEvents>(this.#http);
  #beats: ReturnType<typeof setInterval> | undefined;

  static async open(rows: number, beatMs = 40): Promise<ModelServer> {
    const server = new ModelServer();
    for (let position = 1; position <= rows; position++) server.rows.push(idleRow(position));
    server.#io.use((_socket, next) => {
      if (server.signedIn) next();
      else next(Object.assign(new Error('unauthenticated'), { data: { code: 'unauthenticated' } }));
    });
    server.#io.on('connection', (socket) => server.#serve(socket));
    server.#beats = setInterval(() => {
      if (server.beating) server.#io.emit('server.beat', { at: new Date().toISOString() });
    }, beatMs);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  async close(): Promise<void> {
    clearInterval(this.#beats);
    await this.#io.close();
  }

  /** Cuts every connection; clients may come back at once. */
  cut(): void {
    for (const socket of this.#io.sockets.sockets.values()) socket.conn.close();
  }

  /** Whoever follows the phone systems is told how they stand now; `lost`: nobody hears it. */
  changePhoneSystems(snapshot: PhoneSystemsSnapshot, lost = false): void {
    this.phoneSystems = snapshot;
    if (!lost) this.#io.to('phone_systems').emit('phone_systems.changed', snapshot);
  }

  /** Some rows take new states: one event each, one frame for all. */
  change(changes: readonly { position: number; status: ContactStatus }[], reload = false): void {
    const from = this.seq + 1;
    const changed = new Map<string, RowView>();
    for (const { position, status } of changes) {
      const row = this.rows[position - 1];
      if (!row) continue;
      const flying = status === 'dialing' || status === 'ringing' || status === 'answered';
      const next: RowView = { ...row, status, call_state: flying ? status : null, calls: row.calls + 1 };
      this.rows[position - 1] = next;
      changed.set(next.id, next);
      this.seq += 1;
      this.#changedAt.push({ seq: this.seq, rows: reload ? [] : [next], reload });
    }
    if (this.seq < from) return;
    const rows = reload ? [] : [...changed.values()];
    this.#send(this.#frame(from, rows, reload));
  }

  campaign(): CampaignView {
    const counts = Object.fromEntries(CONTACT_STATUSES.map((status) => [status, 0])) as Counts;
    for (const row of this.rows) counts[row.status] += 1;
    return {
      id: CAMPAIGN_ID,
      name: 'Model',
      dialer_type: 'Fixed',
      state: this.state,
      pass: 1,
      counts,
      total: this.rows.length,
      lines: 3,
      lines_in_use: this.lines().length,
      holding: null,
      ring_timeout: 60,
      max_duration: 3600,
      reply_timeout: 10,
      machine_detection: 'off',
      from: null,
      call_state_url: null,
      created_at: AT,
      started_at: AT,
      ended_at: null,
      seq: this.seq,
    };
  }

  lines(): RowView[] {
    return this.rows.filter((row) => row.call_state !== null);
  }

  #frame(from: number, rows: readonly RowView[], reload: boolean): CampaignFrame {
    const changes = { campaign: this.campaign(), rows, ...(reload && { reload }) };
    return { stream: `campaign:${CAMPAIGN_ID}`, from, to: this.seq, at: new Date().toISOString(), changes };
  }

  #send(frame: CampaignFrame): void {
    for (let times = this.deliver(frame); times > 0; times--) this.#io.emit('campaign.frame', frame);
  }

  #serve(socket: ServerSocket): void {
    socket.on('campaign.follow', ({ id, last_seq }, ack) => {
      this.follows += 1;
      if (id !== CAMPAIGN_ID) return ack(refused('not_found'));
      return ack({ ok: true, data: this.#catchUp(last_seq) });
    });
    socket.on('phone_systems.follow', (_body, ack) => {
      this.phoneSystemsAsked.push('follow');
      void socket.join('phone_systems');
      ack({ ok: true, data: this.phoneSystems });
    });
    socket.on('phone_systems.unfollow', (_body, ack) => {
      this.phoneSystemsAsked.push('unfollow');
      void socket.leave('phone_systems');
      ack({ ok: true, data: {} });
    });
    socket.on('account.follow', (_body, ack) => ack(refused('not_ready')));
    socket.on('campaign.unfollow', (_body, ack) => ack({ ok: true, data: {} }));
    for (const name of ['campaign.start', 'campaign.pause', 'campaign.stop'] as const) {
      socket.on(name, (body: { key: string }, ack: (result: Ack<CampaignView>) => void) => {
        this.commands.push({ name, key: body.key });
        if (!this.mute) ack({ ok: true, data: this.campaign() });
      });
    }
  }

  #catchUp(lastSeq: number | undefined): CampaignCatchUp {
    if (lastSeq === undefined || this.seq - lastSeq > REPLAY_LIMIT) {
      const snapshot = {
        stream: `campaign:${CAMPAIGN_ID}` as const,
        seq: this.seq,
        at: AT,
        campaign: this.campaign(),
        lines: this.lines(),
      };
      return { kind: 'snapshot', snapshot };
    }
    if (lastSeq === this.seq) return { kind: 'replay', frame: null };
    const missed = this.#changedAt.filter((change) => change.seq > lastSeq);
    const rows = new Map(missed.flatMap((change) => change.rows).map((row) => [row.id, row]));
    const reload = missed.some((change) => change.reload);
    const flying = reload ? this.lines().map((row): [string, RowView] => [row.id, row]) : [];
    return {
      kind: 'replay',
      frame: this.#frame(lastSeq + 1, [...new Map([...rows, ...flying]).values()], reload),
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname.startsWith('/socket.io')) return;
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body,
    });
    if (url.pathname !== `/v1/campaigns/${CAMPAIGN_ID}/contacts`) {
      json(response, 404, { type: 'about:blank', title: 'Not found', status: 404, code: 'not_found' });
      return;
    }
    if (request.method === 'POST') {
      json(response, 200, { added: body.split('\n').filter(Boolean).length, total: this.rows.length });
      return;
    }
    const page = this.#page(url);
    // As of now, told later: what a slow network makes of a read.
    await this.restGate;
    json(response, 200, page);
  }

  #page(url: URL): object {
    const limit = Number(url.searchParams.get('limit') ?? 100);
    const status = url.searchParams.get('status');
    const after = Number(url.searchParams.get('after') ?? 0);
    const from = Number(url.searchParams.get('from') ?? 1);
    const matching = status
      ? this.rows.filter((row) => row.status === status && row.position > after)
      : this.rows.slice(from - 1);
    const items = matching.slice(0, limit).map((row) => ({ uri: `/contacts/${row.id}`, ...row }));
    url.searchParams.set('after', String(items.at(-1)?.position ?? 0));
    const next_page = matching.length > limit ? url.pathname + url.search : null;
    return {
      items,
      next_page,
      prev_page: null,
      first_page: null,
      last_page: null,
      seq: this.seq,
      total: this.rows.length,
    };
  }
}

function idleRow(position: number): RowView {
  return {
    id: `0198f000-0000-7000-9000-${String(position).padStart(12, '0')}`,
    position,
    phone: `+1301555${String(100 + (position % 100)).padStart(4, '0')}`,
    name: null,
    status: 'idle',
    reason: null,
    calls: 0,
    call_id: null,
    call_state: null,
    deadline_at: null,
    started_at: null,
    ringing_at: null,
    answered_at: null,
    ended_at: null,
  };
}

function refused<T>(code: 'not_found' | 'not_ready'): Ack<T> {
  return { ok: false, error: { code, message: code } };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

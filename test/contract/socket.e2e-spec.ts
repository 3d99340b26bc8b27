import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AccountSnapshot,
  CallPage,
  CallView,
  CallsFrame,
  CallsSnapshot,
  CampaignCatchUp,
  CampaignFrame,
  CampaignResource,
  CampaignSnapshot,
  CampaignView,
  ContactPage,
  RowView,
  SyncResource,
} from '@ringside/contracts';
import type { Socket } from 'socket.io-client';
import { startApi, until, type Api } from '../e2e/harness.js';
import { cdr, sendWebhook, startPbx, type Pbx } from '../e2e/pbx.js';
import { closeSockets, connect as rawSocket, done, send, type RawSocket } from './raw-socket.js';

/** The socket as docs/protocol/socket.md has it, without our client in between. */
let api: Api;
let pbx: Pbx;

beforeAll(async () => {
  pbx = await startPbx();
  api = await startApi({
    mock: { seed: 4, behaviour: { people: 'answer', speed: 60 } },
    env: { PBX_URL: pbx.url },
  });
});
afterEach(closeSockets);
afterAll(async () => {
  await api.stop();
  await pbx.close();
});

const connect = (): Promise<RawSocket> => rawSocket(api);
async function create(count = 9, lines = 3): Promise<string> {
  const phone_number = Array.from({ length: count }, (_, i) => `1${300 + i}5550100`);
  const response = await api.post('/v1/campaigns', { dialer_type: 'Fixed', lines, phone_number });
  return ((await response.json()) as CampaignResource).id;
}
const follow = (socket: RawSocket, id: string, last_seq?: number) =>
  done(send<CampaignCatchUp>(socket, 'campaign.follow', last_seq === undefined ? { id } : { id, last_seq }));
const isOver = async (id: string): Promise<CampaignResource> =>
  until(
    () => api.get<CampaignResource>(`/v1/campaigns/${id}`),
    ({ state }) => state === 'completed',
  );
async function stored(id: string): Promise<Map<string, RowView>> {
  const { items } = await api.get<ContactPage>(`/v1/campaigns/${id}/contacts?limit=1000`);
  return new Map(items.map(({ uri: _, actions: __, resources: ___, ...row }) => [row.id, row]));
}
function snapshotOf(answer: CampaignCatchUp): CampaignSnapshot {
  if (answer.kind !== 'snapshot') throw new Error(`a ${answer.kind} came`);
  return answer.snapshot;
}

describe('following a campaign', () => {
  it('is a snapshot, then frames without a hole, the last of which is the end', async () => {
    const id = await create();
    const socket = await connect();
    const frames: CampaignFrame[] = [];
    socket.on('campaign.frame', (frame) => frames.push(frame));
    const snapshot = snapshotOf(await follow(socket, id));
    expect(snapshot).toMatchObject({
      stream: `campaign:${id}`,
      seq: 0,
      lines: [],
      campaign: { id, state: 'idle' },
    });

    await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'start-1' }));
    const end = await isOver(id);
    await until(
      () => frames.at(-1)?.to ?? 0,
      (seq) => seq === end.seq,
    );
    let last = snapshot.seq;
    for (const { from, to, stream } of frames) {
      expect([stream, from]).toEqual([`campaign:${id}`, last + 1]);
      expect(to).toBeGreaterThanOrEqual(from);
      last = to;
    }
    const rows = new Map(frames.flatMap(({ changes }) => changes.rows.map((row) => [row.id, row])));
    expect(rows).toEqual(await stored(id));
    expect(frames.at(-1)?.changes.campaign).toMatchObject({ state: 'completed', lines_in_use: 0 });
  });

  it('again from an earlier number is a replay that leads to the same rows, from anywhere (R4)', async () => {
    const id = await create();
    const socket = await connect();
    await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'start-2' }));
    const { seq } = await isOver(id);
    const truth = await stored(id);
    for (const last_seq of [1, 2, Math.floor(seq / 2), seq - 1]) {
      const answer = await follow(socket, id, last_seq);
      if (answer.kind !== 'replay' || !answer.frame) throw new Error(`no replay from ${last_seq}`);
      expect(answer.frame).toMatchObject({ from: last_seq + 1, to: seq });
      for (const row of answer.frame.changes.rows) expect(row).toEqual(truth.get(row.id));
    }
    expect(await follow(socket, id, seq)).toEqual({ kind: 'replay', frame: null });
  });

  it('again and again while it runs never shows a row that later frames take back', async () => {
    const id = await create(80, 30);
    const socket = await connect();
    const frames: CampaignFrame[] = [];
    socket.on('campaign.frame', (frame) => frames.push(frame));
    snapshotOf(await follow(socket, id));
    await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'start-again' }));
    const replays: CampaignFrame[] = [];
    for (let state = 'running'; state === 'running';) {
      const answer = await follow(socket, id, Math.max(1, (frames.at(-1)?.to ?? 0) - 3));
      if (answer.kind === 'replay' && answer.frame) replays.push(answer.frame);
      state = frames.at(-1)?.changes.campaign.state ?? state;
    }
    expect(replays.length).toBeGreaterThan(10);
    const ORDER = ['dialing', 'ringing', 'answered', 'completed'];
    const rank = ({ status }: RowView): number => ORDER.indexOf(status);
    for (const replay of replays) {
      const shown = new Map(replay.changes.rows.map((row) => [row.id, row]));
      const later = frames.filter(({ to }) => to > replay.to).flatMap(({ changes }) => changes.rows);
      const back = later.flatMap((row) => {
        const before = shown.get(row.id);
        return before && rank(row) < rank(before) ? [`${before.status} before ${row.status}`] : [];
      });
      expect(back).toEqual([]);
      // In flight or not, and nothing in between.
      for (const row of shown.values()) expect(row.call_state === null).toBe(rank(row) === 3);
    }
  });

  it('from before a change in bulk, from the future or from nowhere is a snapshot', async () => {
    const id = await create();
    const socket = await connect();
    await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'start-3' }));
    const { seq } = await isOver(id);
    for (const last_seq of [0, seq + 5, undefined]) {
      expect(snapshotOf(await follow(socket, id, last_seq))).toMatchObject({
        seq,
        campaign: { state: 'completed' },
      });
    }
  });

  it('shows the lines in flight, each with its state and its deadline', async () => {
    const id = await create();
    const socket = await connect();
    await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'start-4' }));
    const { lines, campaign } = await until(
      async () => snapshotOf(await follow(socket, id)),
      (snapshot) => snapshot.lines.length === 3,
    );
    expect(campaign.lines_in_use).toBe(3);
    for (const line of lines) {
      expect(['placing', 'dialing', 'ringing', 'answered']).toContain(line.call_state);
      expect(Date.parse(line.deadline_at ?? '')).toBeGreaterThan(Date.now());
      expect(line.phone).toMatch(/5550100$/);
    }
  });

  it('ends with unfollow', async () => {
    const id = await create();
    const socket = await connect();
    let frames = 0;
    socket.on('campaign.frame', () => frames++);
    await follow(socket, id);
    await done(send(socket, 'campaign.unfollow', { id }));
    await api.post(`/v1/campaigns/${id}/start`);
    await isOver(id);
    expect(frames).toBe(0);
  });
});

describe('commands', () => {
  it('with the same key are done once, and answered alike', async () => {
    const id = await create(2);
    const socket = await connect();
    const first = await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'once' }));
    const { pass } = await isOver(id);
    const again = await done(send<CampaignView>(socket, 'campaign.start', { id, key: 'once' }));
    expect([first.pass, again.pass, pass]).toEqual([1, 1, 1]);
    expect((await api.get<CampaignResource>(`/v1/campaigns/${id}`)).pass).toBe(1);
  });

  it.each([
    ['campaign.follow', null],
    ['campaign.follow', []],
    ['campaign.follow', 'x'],
    ['campaign.follow', { id: 'x' }],
    ['campaign.follow', { id: '01a1f823-b54d-7680-99f7-70ce54fd1f61', last_seq: -1 }],
    ['campaign.follow', { id: '01a1f823-b54d-7680-99f7-70ce54fd1f61', last_seq: '1' }],
    ['campaign.unfollow', {}],
    ['campaign.start', { id: '01a1f823-b54d-7680-99f7-70ce54fd1f61' }],
    ['campaign.start', { id: '01a1f823-b54d-7680-99f7-70ce54fd1f61', key: '' }],
    ['campaign.start', { id: '01a1f823-b54d-7680-99f7-70ce54fd1f61', key: 'k', only: 'some' }],
    ['campaign.pause', { id: '01a1f823-b54d-7680-99f7-70ce54fd1f61', key: 'k', surprise: 1 }],
    ['campaign.stop', { id: { $gt: '' }, key: 'k' }],
    ['account.stop_everything', {}],
    ['account.stop_everything', { key: 'x'.repeat(300) }],
    ['account.follow', { surprise: true }],
    ['calls.follow', []],
    ['calls.follow', { surprise: true }],
    ['calls.unfollow', 'x'],
    ['campaign.follow', JSON.parse('{"id":"x","__proto__":{"admin":true}}') as unknown],
  ])('%s with %j is refused with a code and a field', async (command, body) => {
    const ack = await send(await connect(), command, body);
    expect(ack).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', errors: [{ code: expect.any(String) }] },
    });
  });

  it('about what does not exist are not_found, impossible ones say why', async () => {
    const socket = await connect();
    const nowhere = '01a1f823-b54d-7680-99f7-70ce54fd1f61';
    expect(await send(socket, 'campaign.follow', { id: nowhere })).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(await send(socket, 'campaign.start', { id: nowhere, key: 'n1' })).toMatchObject({
      error: { code: 'not_found' },
    });
    const id = await create(1);
    expect(await send(socket, 'campaign.pause', { id, key: 'n2' })).toMatchObject({
      error: { code: 'campaign_not_running' },
    });
  });

  it('larger than any of them close the connection, and the service goes on', async () => {
    const socket = await connect();
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    (socket as unknown as Socket).emit('campaign.follow', { id: 'x'.repeat(100_000) });
    await closed;
    await connect();
  });
});

describe('following the account', () => {
  it('shows a campaign made elsewhere, and each change of its state', async () => {
    const socket = await connect();
    const views: CampaignView[] = [];
    socket.on('account.frame', ({ changes }) => views.push(...changes.campaigns));
    const snapshot = await done(send<AccountSnapshot>(socket, 'account.follow', {}));
    expect(snapshot.account.phone_system.provider).toBe('call-api');
    const id = await create(2);
    await until(
      () => views.map((view) => view.id),
      (ids) => ids.includes(id),
    );
    await api.post(`/v1/campaigns/${id}/start`);
    await until(
      () => views.filter((view) => view.id === id).at(-1)?.state,
      (state) => state === 'completed',
    );
    const again = await done(send<AccountSnapshot>(await connect(), 'account.follow', {}));
    expect(again.campaigns[0]).toMatchObject({ id, state: 'completed' });
    expect(again.seq).toBeGreaterThan(snapshot.seq);
  });

  it('beats, so that silence is noticed', async () => {
    const socket = await connect();
    const at = await new Promise<string>((resolve) => socket.once('server.beat', (beat) => resolve(beat.at)));
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(30_000);
  });
});

describe('following the calls', () => {
  const at = '2026-01-05T08:00:00.000Z';
  const followed = async () => {
    const socket = await connect();
    const frames: CallsFrame[] = [];
    socket.on('calls.frame', (frame) => frames.push(frame));
    const snapshot = await done(send<CallsSnapshot>(socket, 'calls.follow', {}));
    const address = snapshot.feeds[0]?.webhook_url ?? '';
    const calls = (): Map<string, CallView> =>
      new Map(frames.flatMap(({ changes }) => changes.calls.map((call) => [call.id, call])));
    return { socket, frames, snapshot, address, calls };
  };
  const rowsOf = async (): Promise<CallView[]> =>
    (await api.get<CallPage>('/v1/calls?limit=200')).items.map(
      ({ uri: _, actions: __, resources: ___, ...row }) => row,
    );

  it('is a snapshot of all but the calls, then frames without a hole that end as the pages do', async () => {
    const { frames, snapshot, address, calls } = await followed();
    expect(snapshot).toMatchObject({
      epoch: expect.any(String),
      seq: expect.any(Number),
      feeds: [{ provider: 'pbx', mock: false, sync_every: null, next_sync_at: null }],
      syncs: [],
      tenants: [],
    });
    expect(new URL(address).pathname).toMatch(/^\/webhooks\/pbx\/[0-9a-f-]{36}\/[\w-]{22}$/);

    const { as_of } = await api.get<CallPage>('/v1/calls');
    expect(as_of).toMatchObject({ epoch: snapshot.epoch });
    const uuids = Array.from({ length: 30 }, (_, i) => `call ${i}`);
    for (const uuid of uuids) expect((await sendWebhook(address, cdr(uuid, at))).status).toBe(204);
    for (const uuid of uuids) await sendWebhook(address, cdr(uuid, at, { answered: 2, ended: 9 }));
    const id = await create(3);
    await api.post(`/v1/campaigns/${id}/start`);
    await isOver(id);
    await until(
      () => [...calls().values()],
      (all) => all.length === 33 && all.every(({ state }) => state === 'completed'),
    );
    expect(frames[0]?.from).toBeGreaterThan(as_of.seq);
    let last = snapshot.seq;
    for (const { epoch, from, to } of frames) {
      expect([epoch, from]).toEqual([snapshot.epoch, last + 1]);
      expect(to).toBeGreaterThanOrEqual(from);
      last = to;
    }
    const rows = await rowsOf();
    for (const [callId, call] of calls()) expect(call).toEqual(rows.find((row) => row.id === callId));
    expect(frames.flatMap(({ changes }) => changes.tenants ?? [])).toMatchObject([
      { state: 'adopted', held: 0 },
    ]);
    expect((await api.get<CallPage>('/v1/calls')).as_of).toEqual({ epoch: snapshot.epoch, seq: last });
  });

  it('shows a sync as it goes, and says to read the page again when it changed calls', async () => {
    const { frames, socket } = await followed();
    pbx.records = [cdr('of a record', at, { answered: 1, ended: 3 })];
    const sync = (await (await api.post('/v1/syncs')).json()) as SyncResource;
    await until(
      () => frames.flatMap(({ changes }) => changes.syncs ?? []).at(-1),
      (view) => view?.id === sync.id && view.state === 'completed',
    );
    const report = { new: 1, answered: 1, unmatched: 30 };
    expect(frames.at(-1)?.changes).toMatchObject({ reload: true, syncs: [{ id: sync.id, report }] });
    const again = await done(send<CallsSnapshot>(socket, 'calls.follow', {}));
    expect(again).toMatchObject({
      syncs: [{ id: sync.id, state: 'completed', report }],
      tenants: [{ state: 'adopted' }],
    });
  });

  it('ends with unfollow, and a number shows whoever comes back that something was missed', async () => {
    const { socket, frames, address } = await followed();
    const { seq } = await done(send<CallsSnapshot>(socket, 'calls.follow', {}));
    await done(send(socket, 'calls.unfollow', {}));
    await sendWebhook(address, cdr('unseen', at));
    expect(frames).toEqual([]);
    const again = await done(send<CallsSnapshot>(socket, 'calls.follow', {}));
    expect(again.seq).toBeGreaterThan(seq);
  });
});

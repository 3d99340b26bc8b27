import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CallPage,
  CallResource,
  CallStoryResource,
  MinutesReport,
  Page,
  SyncResource,
} from '@ringside/contracts';
import { parse } from 'csv-parse/sync';
import { allCalls, feedOf, inOrder, known, quiet, recordsOf, sync, toldByRecord, truthOf } from './calls.js';
import { startApi, until, type Api } from './harness.js';

/** Seed 001 as its document tells it: records at first, webhooks of calls that may never finish, more records, and a sync. */
let api: Api;
beforeAll(async () => {
  api = await startApi({
    followsMock: true,
    mock: { seed: 4, behaviour: { speed: 60, pbxCalls: 30, neverHangup: 40, lostRecords: 20 } },
  });
});
afterAll(() => api.stop());

describe('a PBX', () => {
  it('is shown as a feed with the whole address to set in it', async () => {
    const feed = await feedOf(api);
    expect(feed).toMatchObject({ provider: 'pbx', mock: false, sync_every: null, last_webhook_at: null });
    expect(feed.webhook_url).toMatch(new RegExp(`^${api.url}/webhooks/pbx/${feed.id}/[\\w-]{22}$`));
    expect(feed.webhook_url).toBe(api.started.pbx?.webhookUrl);
    expect(feed.actions).toMatchObject({ sync: { method: 'POST', uri: '/v1/syncs' } });
    expect(await api.get(feed.uri)).toEqual(feed);
  });

  it('gives its first records to a sync', async () => {
    const response = await api.post('/v1/syncs', {}, 'first-sync');
    expect(response.status).toBe(202);
    const started = (await response.json()) as SyncResource;
    expect(response.headers.get('location')).toBe(started.uri);
    expect(started).toMatchObject({ trigger: 'manual', state: 'running', report: null, actions: {} });
    const done = await until(
      () => api.get<SyncResource>(started.uri),
      ({ state }) => state !== 'running',
    );
    expect(done).toMatchObject({
      state: 'completed',
      fetched: 5,
      announced: 5,
      problem: null,
      report: { new: 5, updated: 0, completed: 0, known: 0, refused: 0, unmatched: 0 },
    });
    // The same key is the same sync, as it was answered then.
    expect(await (await api.post('/v1/syncs', {}, 'first-sync')).json()).toEqual(started);
    const records = await recordsOf(api.mock);
    expect(inOrder(await known(api))).toEqual(
      inOrder(new Map(records.map((record) => [String(record.uuid), toldByRecord(record)]))),
    );
  });

  it('tells of its calls as they go', async () => {
    const before = new Set((await allCalls(api)).map(({ id }) => id));
    expect(await (await fetch(`${api.mock.url}/trigger_webhooks`)).json()).toEqual({
      status: 'firing webhooks',
    });
    const seen = new Set<string>();
    await until(
      () => allCalls(api, 'state=in_flight&origin=pbx'),
      (calls) => {
        for (const { id, state } of calls) if (!before.has(id)) seen.add(state);
        return seen.size === 3;
      },
    );
    expect([...seen].sort()).toEqual(['answered', 'dialing', 'ringing']);
    expect((await feedOf(api)).last_webhook_at).not.toBeNull();
    await quiet(api.mock);
    // Before any record of them: what the webhooks told, which for some is no end.
    const calls = await known(api);
    const unfinished = [...calls.values()].filter(({ state }) => state === 'answered' || state === 'ringing');
    expect(unfinished.length).toBeGreaterThan(3);
  });

  it('has its calls completed by a sync whose HANGUP never came, and the report says so', async () => {
    const before = await known(api);
    const { report, ...done } = await sync(api);
    const records = (await recordsOf(api.mock)).map(toldByRecord);
    const own = api.mock.pbxCalls();
    const open = [...before.values()].filter(({ ended_at }) => ended_at === null);
    const recorded = new Set(records.map(({ uuid }) => uuid));
    expect(done.state).toBe('completed');
    expect(report).toEqual({
      new: 5,
      updated: own.filter(
        ({ uuid, record }) => record && before.has(uuid) && before.get(uuid)?.ended_at !== null,
      ).length,
      completed: open.filter(({ uuid }) => recorded.has(uuid)).length,
      known: 5,
      refused: 0,
      answered: records.filter(({ state }) => state === 'completed').length,
      not_answered: records.filter(({ state }) => state === 'no_answer').length,
      unmatched: own.filter(({ uuid }) => !recorded.has(uuid)).length,
    });
    expect(report?.completed).toBeGreaterThan(3);
    expect(report?.unmatched).toBeGreaterThan(2);
    expect(inOrder(await known(api))).toEqual(inOrder(await truthOf(api.mock)));
  });

  it('changes nothing when it is synced again', async () => {
    api.mock.setFaults({ cdrBatch: 0 });
    const before = await allCalls(api);
    const { report } = await sync(api);
    expect(report).toMatchObject({ new: 0, updated: 0, completed: 0, refused: 0 });
    expect(report?.known).toBe((await recordsOf(api.mock)).length);
    expect(await allCalls(api)).toEqual(before);
  });
});

describe('the list of calls', () => {
  it('is newest first, and pages lead through all of it both ways', async () => {
    const all = await allCalls(api);
    const order = [...all].sort((a, b) =>
      a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1,
    );
    expect(all.map(({ id }) => id)).toEqual(order.map(({ id }) => id));
    const paged: string[] = [];
    let page = await api.get<CallPage>('/v1/calls?limit=7&origin=pbx');
    for (;;) {
      expect(page.as_of).toMatchObject({ epoch: expect.any(String), seq: expect.any(Number) });
      paged.push(...page.items.map(({ id }) => id));
      if (page.next_page === null) break;
      page = await api.get<CallPage>(page.next_page);
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    const last = await api.get<CallPage>(page.last_page ?? '');
    expect(last.items.at(-1)?.id).toBe(all.at(-1)?.id);
    const backwards: string[] = [];
    for (let at: CallPage | null = page; at !== null;) {
      backwards.unshift(...at.items.map(({ id }) => id));
      at = at.prev_page === null ? null : await api.get<CallPage>(at.prev_page);
    }
    expect(backwards).toEqual(paged);
  });

  it('is narrowed by every filter, and by all of them together', async () => {
    const all = await allCalls(api);
    const [one] = all.filter(({ state }) => state === 'completed');
    if (one === undefined || one.phone === null) throw new Error('no call was completed');
    const { phone } = one;
    const middle = all[Math.floor(all.length / 2)]?.created_at ?? '';
    const cases: [query: string, fits: (call: CallResource) => boolean][] = [
      ['state=completed', (call) => call.state === 'completed'],
      ['state=in_flight', (call) => ['dialing', 'ringing', 'answered'].includes(call.state)],
      ['origin=campaign', () => false],
      ['direction=outbound', (call) => call.direction === 'outbound'],
      ['direction=inbound', () => false],
      [`number=${phone.slice(-4)}`, (call) => call.phone?.endsWith(phone.slice(-4)) ?? false],
      ['number=2125550199', (call) => call.from === '12125550199'],
      [`tenant=${one.tenant_id}`, () => true],
      [`connection=${one.connection_id}`, () => true],
      [`tenant=${one.id}`, () => false],
      [`from=${middle}`, (call) => call.created_at >= middle],
      [`to=${middle}`, (call) => call.created_at < middle],
      [
        `from=${middle}&state=completed&number=${phone.slice(-3)}`,
        (call) =>
          call.created_at >= middle &&
          call.state === 'completed' &&
          call.phone?.endsWith(phone.slice(-3)) === true,
      ],
    ];
    for (const [query, fits] of cases) {
      const found = await allCalls(api, query);
      expect([query, found.map(({ id }) => id)]).toEqual([query, all.filter(fits).map(({ id }) => id)]);
    }
  });

  it('is the same as a CSV', async () => {
    for (const query of ['', 'state=completed']) {
      const response = await api.request(`/v1/calls.csv?${query}`);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(response.headers.get('content-disposition')).toBe('attachment; filename="calls.csv"');
      const csv = await response.text();
      expect(csv.match(/(?<!\r)\n/)).toBeNull();
      const rows = parse(csv, { columns: true }) as Record<string, string>[];
      const calls = await allCalls(api, query);
      expect(rows).toEqual(
        calls.map((call) =>
          Object.fromEntries(
            Object.keys(rows[0] ?? {}).map((name) => {
              const value: unknown = call[name as keyof CallResource];
              return [name, Array.isArray(value) ? value.join(' ') : value === null ? '' : String(value)];
            }),
          ),
        ),
      );
      expect(Object.keys(rows[0] ?? {})).toEqual(
        expect.arrayContaining(['from', 'phone', 'state', 'duration', 'talk_time', 'recording', 'flags']),
      );
    }
  });

  it('also has the calls of campaigns', async () => {
    const response = await api.post('/v1/call', {
      dialer_type: 'Fixed',
      phone_number: '1 202 555 0107',
      ring_timeout: 5,
    });
    const campaign = (await response.json()) as { readonly uri: string; readonly id: string };
    const [call] = await until(
      () => allCalls(api, 'origin=campaign'),
      (calls) => calls[0]?.state === 'completed',
    );
    expect(call).toMatchObject({
      phone: '1 202 555 0107',
      campaign_id: campaign.id,
      tenant_id: null,
      resources: { campaign: campaign.uri },
    });
    const all = await allCalls(api);
    expect(all.filter(({ origin }) => origin === 'campaign')).toEqual([call]);
    expect(all.map(({ created_at }) => created_at)).toEqual(
      all
        .map(({ created_at }) => created_at)
        .toSorted()
        .reverse(),
    );
  });
});

describe('a call of the PBX', () => {
  it('has a story with every webhook and its record, as they came', async () => {
    const own = api.mock
      .pbxCalls()
      .find(({ record, webhooks, answeredMs }) => record && webhooks.length === 4 && answeredMs !== null);
    const [call] = (await allCalls(api, 'origin=pbx')).filter((one) => one.provider_call_id === own?.uuid);
    const story = await api.get<CallStoryResource>(call?.uri ?? '');
    const told = story.events.filter(({ source }) => source === 'webhook' || source === 'record');
    expect(told.map(({ source, type }) => `${source} ${type}`).sort()).toEqual([
      'record record',
      'webhook ANSWERED',
      'webhook HANGUP',
      'webhook ORIGINATE',
      'webhook RING',
    ]);
    for (const { body } of told) expect(JSON.parse(body ?? '')).toMatchObject({ uuid: own?.uuid });
    expect(story.events.map(({ type }) => type)).toContain('call.completed');
    expect(story).toMatchObject({ origin: 'pbx', has_record: true, actions: {}, flags: [] });
    const hangUp = await api.post(`${call?.uri}/hang_up`);
    expect(hangUp.status).toBeGreaterThanOrEqual(400);
    expect(hangUp.status).toBeLessThan(500);
  });

  it('is counted in the minutes of its tenant and day', async () => {
    const calls = await allCalls(api, 'origin=pbx');
    const answered = calls.filter(({ answered_at }) => answered_at !== null);
    const report = await api.get<MinutesReport>(
      `/v1/minutes?tenant=${calls[0]?.tenant_id}&to=2100-01-01&from=2099-12-01`,
    );
    expect(report.items).toEqual([]);
    const first = calls.at(-1)?.created_at.slice(0, 10) ?? '';
    const last = calls[0]?.created_at.slice(0, 10) ?? '';
    const { items, time_zone } = await api.get<MinutesReport>(`/v1/minutes?from=${first}&to=${last}`);
    expect(time_zone).toBe('UTC');
    const own = items.filter(({ tenant_id }) => tenant_id === calls[0]?.tenant_id);
    const sum = (pick: (row: (typeof items)[number]) => number): number =>
      own.reduce((total, row) => total + pick(row), 0);
    expect(sum((row) => row.answered)).toBe(answered.length);
    expect(sum((row) => row.not_answered)).toBe(calls.filter(({ state }) => state === 'no_answer').length);
    expect(sum((row) => row.answered_seconds)).toBeCloseTo(
      answered.reduce((total, call) => total + (call.talk_time ?? 0), 0),
    );
    expect(sum((row) => row.unanswered_seconds)).toBeGreaterThan(0);
  });
});

describe('around it', () => {
  it('syncs are listed newest first, and each has its refused records', async () => {
    const { items } = await api.get<Page<SyncResource>>('/v1/syncs');
    expect(items.map(({ report }) => report?.new)).toEqual([0, 5, 5]);
    expect(await api.get(items[0]?.uri ?? '')).toEqual(items[0]);
    expect(await api.get(`${items[0]?.uri}/refused`)).toMatchObject({ items: [], next_page: null });
  });

  it('health and metrics tell of it', async () => {
    const health = (await (await api.request('/healthz', { anonymous: true })).json()) as Record<
      string,
      unknown
    >;
    expect(health).toMatchObject({
      status: 'ok',
      feeds: [{ last_webhook_at: expect.any(String), last_sync: { state: 'completed', problem: null } }],
    });
    expect(JSON.stringify(health)).not.toContain('/webhooks/');
    const metrics = await (await api.request('/metrics')).text();
    expect(metrics).toMatch(/^ringside_feed_webhooks_total\{outcome="applied"\} \d+$/m);
    expect(metrics).toMatch(/^ringside_sync_seconds_count\{outcome="completed"\} 3$/m);
    const numbers = (await allCalls(api)).flatMap(({ phone, from }) => [phone, from]);
    expect(numbers.length).toBeGreaterThan(10);
    for (const number of numbers)
      expect(metrics).not.toMatch(new RegExp(`(?<![\\d.])${number?.replace(/\D/g, '')}(?!\\d)`));
  });

  it('the index leads to it', async () => {
    const { resources } = await api.get<{ resources: Record<string, string> }>('/v1');
    for (const name of ['calls', 'calls_csv', 'minutes', 'feeds', 'syncs', 'tenants', 'deliveries']) {
      expect([name, (await api.request(resources[name] ?? '')).status]).toEqual([name, 200]);
    }
  });

  it('an account without a PBX has nothing to sync', async () => {
    const other = await startApi();
    try {
      expect(await other.get('/v1/feeds')).toMatchObject({ items: [] });
      const response = await other.post('/v1/syncs');
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([409, 'no_feed']);
      expect(await other.get('/v1/calls')).toMatchObject({ items: [] });
    } finally {
      await other.stop();
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AnySink, eventually, type GotCdr, openCdrSink } from '../test/sink.js';
import {
  type Behaviour,
  type Cdr,
  PBX_ACTIONS,
  type PbxCall,
  type PbxMock,
  type PbxMockOptions,
  startPbxMock,
} from './index.js';

let mock: PbxMock;
let sink: AnySink<GotCdr>;
let printed: string[];

const start = async (
  behaviour: Partial<Behaviour> = {},
  options: Partial<PbxMockOptions> = {},
): Promise<void> => {
  mock = await startPbxMock({
    port: 0,
    webhookUrl: sink.url('hook'),
    print: (line) => printed.push(line),
    behaviour: { speed: 1000, people: 'answer', neverHangup: 0, lostRecords: 0, cdrBatch: 0, ...behaviour },
    ...options,
  });
};
const ended = (): Promise<void> =>
  eventually(
    () =>
      mock.stats().pbx.inFlight === 0 &&
      mock.pbxCalls().every(({ webhooks }) => webhooks.every(({ answer }) => answer !== 'pending')),
  );
/** What the sink heard of one call, in order. */
const heard = ({ uuid }: PbxCall): (string | undefined)[] =>
  sink.got.filter(({ cdr }) => cdr.uuid === uuid).map(({ cdr }) => cdr.action);
const records = async (query = ''): Promise<readonly Cdr[]> => {
  const response = await fetch(`${mock.url}/get_cdr${query}`);
  return ((await response.json()) as { data: readonly Cdr[] }).data;
};

beforeEach(async () => {
  printed = [];
  sink = await openCdrSink();
});
afterEach(async () => {
  await mock.close();
  await sink.close();
});

describe('GET /trigger_webhooks', () => {
  it('answers at once, then tells whole calls, each in order, several at a time', async () => {
    await start();
    const response = await fetch(`${mock.url}/trigger_webhooks`);
    expect([response.headers.get('tenant-uuid'), await response.text()]).toEqual([
      mock.tenantUuid,
      '{"status":"firing webhooks"}',
    ]);
    await ended();
    const calls = mock.pbxCalls();
    expect(calls).toHaveLength(5);
    for (const call of calls) expect(heard(call)).toEqual([...PBX_ACTIONS]);
    expect(sink.got).toHaveLength(20);
    expect(new Set(sink.got.slice(0, 4).map(({ cdr }) => cdr.uuid)).size).toBeGreaterThan(1);
  });

  it('sends the document’s fields, null where it cannot know, with the tenant’s header', async () => {
    await start({ pbxCalls: 1 });
    mock.trigger();
    await ended();
    const [call] = mock.pbxCalls();
    const iso = (ms: number | null | undefined): string => new Date(ms ?? NaN).toISOString();
    const first = {
      uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      domain_name: 'mockpbx.impactpbx.com',
      caller_name: '',
      caller_number: 12125550199,
      destination_number: Number(call?.phone),
      direction: 'outbound',
      call_start: iso(call?.startedMs),
      ring_start: null,
      answer_start: null,
      call_end: null,
      duration: null,
      recording: null,
      click_to_call: false,
      click_to_call_data: '',
      action: 'ORIGINATE',
    };
    const ring = { ...first, ring_start: iso(call?.ringingMs), action: 'RING' };
    const { answeredMs, recording, endedMs, startedMs } = call ?? {};
    const answered = { ...ring, answer_start: iso(answeredMs), recording, action: 'ANSWERED' };
    const duration = ((endedMs ?? NaN) - (startedMs ?? NaN)) / 1000;
    const end = { ...answered, call_end: iso(endedMs), duration, action: 'HANGUP' };
    expect(sink.got.map(({ cdr }) => cdr)).toEqual([first, ring, answered, end]);
    expect(Object.keys(sink.got[0]?.cdr ?? {})).toEqual(Object.keys(first));
    expect(new Set(sink.got.map(({ tenant }) => tenant))).toEqual(new Set([mock.tenantUuid]));
    expect(String(call?.phone)).toMatch(/^1[2-9]\d\d5550[1]0\d$/);
    expect(recording).not.toBe(call?.uuid);
    expect(await records()).toEqual([end]);
  });

  it('leaves out what it cannot know, if told to', async () => {
    await start({ pbxCalls: 1, people: 'ignore', unknown: 'omit' });
    mock.trigger();
    await ended();
    expect(sink.got.map(({ text }) => text.includes('null'))).toEqual([false, false, false]);
    expect(sink.got[0]?.cdr).not.toHaveProperty('ring_start');
    expect(sink.got[2]?.cdr).toHaveProperty('call_end');
    expect((await records())[0]).not.toHaveProperty('answer_start');
  });

  it.each([
    ['ignore', ['ORIGINATE', 'RING', 'HANGUP']],
    ['busy', ['ORIGINATE', 'HANGUP']],
  ] as const)('%s: never answered', async (people, actions) => {
    await start({ people, pbxCalls: 3 });
    mock.trigger();
    await ended();
    for (const call of mock.pbxCalls()) {
      expect(heard(call)).toEqual([...actions]);
      expect([call.answeredMs, call.recording]).toEqual([null, null]);
    }
    expect((await records()).map(({ answer_start: answer }) => answer)).toEqual([null, null, null]);
  });

  it('prints what was answered, on one line', async () => {
    await start({ pbxCalls: 1, people: 'busy' });
    sink.answerWith((_, response) => void response.writeHead(422).end('{"error":\n"no"}'));
    mock.trigger();
    await ended();
    const [call] = mock.pbxCalls();
    expect(printed).toEqual(
      ['ORIGINATE', 'HANGUP'].map((action) => `${action} ${String(call?.uuid)}: 422 {"error": "no"}`),
    );
    expect(mock.stats().pbx).toMatchObject({ webhooksSent: 2, webhooksAnsweredOther: 2 });
  });

  it('takes settings for these calls in the query, and names those it does not know', async () => {
    await start();
    await fetch(`${mock.url}/trigger_webhooks?pbx_calls=2&people=busy`);
    await ended();
    expect(mock.pbxCalls().map(({ person }) => person)).toEqual(['busy', 'busy']);
    const wrong = await fetch(`${mock.url}/trigger_webhooks?pbx_cals=2`);
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: 'pbx_cals: unknown' }]);
    const posted = await fetch(`${mock.url}/trigger_webhooks`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('waits for an answer before the call goes on, unless told not to', async () => {
    await start({ pbxCalls: 1 });
    sink.answerWith(() => undefined);
    mock.trigger();
    await sink.until((got) => got.length === 1);
    expect(mock.pbxCalls()[0]).toMatchObject({ endedMs: null, webhooks: [{ answer: 'pending' }] });
    mock.setFaults({ wait: false });
    mock.trigger();
    await sink.until((got) => got.length === 5);
  });
});

describe('what goes wrong with webhooks', () => {
  it('never_hangup: ended and recorded all the same; lost_records: not recorded', async () => {
    await start({ pbxCalls: 100, neverHangup: 50, lostRecords: 50 });
    mock.trigger();
    await ended();
    const known = new Set((await records()).map(({ uuid }) => uuid));
    const silent = mock.pbxCalls().filter((call) => !heard(call).includes('HANGUP'));
    expect(mock.pbxCalls().every(({ ending, endedMs }) => ending === 'completed' && endedMs !== null)).toBe(
      true,
    );
    for (const call of mock.pbxCalls()) expect(known.has(call.uuid)).toBe(call.record);
    const told = silent.filter(({ record }) => record).length;
    for (const some of [silent.length, known.size]) {
      expect(some).toBeGreaterThan(30);
      expect(some).toBeLessThan(70);
    }
    expect(told).toBeGreaterThan(5);
    expect(silent.length - told).toBeGreaterThan(5);
  });

  it('doubled, reordered, lost: as statuses of the call API', async () => {
    await start({ pbxCalls: 1, doubled: 100 });
    const run = async (faults: Partial<Behaviour>): Promise<(string | undefined)[]> => {
      mock.setFaults(faults);
      mock.trigger();
      await ended();
      const [call] = mock.pbxCalls().slice(-1);
      return call === undefined ? [] : heard(call);
    };
    expect(await run({ doubled: 100 })).toEqual(PBX_ACTIONS.flatMap((action) => [action, action]));
    expect(await run({ reordered: 100 })).toEqual([...PBX_ACTIONS].reverse());
    expect(await run({ reordered: 100, neverHangup: 100 })).toEqual(['ANSWERED', 'RING', 'ORIGINATE']);
    expect(await run({ lost: 100, neverHangup: 0 })).toEqual([]);
    expect(
      mock
        .pbxCalls()
        .at(-1)
        ?.webhooks.map(({ answer }) => answer),
    ).toEqual(Array(4).fill('lost'));
    expect(mock.stats().pbx).toMatchObject({ webhooksLost: 4, records: 4 });
  });

  it('no_tenant: without the header', async () => {
    await start({ pbxCalls: 2, noTenant: 100 });
    mock.trigger();
    await ended();
    expect(sink.got.map(({ tenant }) => tenant)).toEqual(Array(8).fill(undefined));
  });

  it('restart: nothing more is heard of calls that go on, and there is no record of them', async () => {
    await start({ speed: 1, pbxCalls: 3, people: 'instant' });
    mock.trigger();
    mock.restart();
    mock.trigger({ speed: 1000 });
    await ended();
    expect(mock.pbxCalls().map(({ ending }) => ending)).toEqual([
      ...Array<string>(3).fill('restart'),
      ...Array<string>(3).fill('completed'),
    ]);
    expect(new Set(mock.pbxCalls().map(({ uuid }) => uuid)).size).toBe(6);
    expect(await records()).toHaveLength(3);
  });

  it('goes nowhere without an address, and says so', async () => {
    await start({ pbxCalls: 1 }, { webhookUrl: null });
    mock.trigger();
    await ended();
    expect(mock.pbxCalls()[0]).toMatchObject({
      record: true,
      webhooks: PBX_ACTIONS.map((action) => ({ action, answer: 'nowhere' })),
    });
    expect(printed).toEqual(['no webhook_url is set, so webhooks go nowhere']);
    mock.setWebhookUrl(sink.url('later'));
    mock.trigger();
    await sink.until((got) => got.length === 4);
    expect(() => mock.setWebhookUrl('http://8.8.8.8/')).toThrow('webhook_url: must be local: 8.8.8.8');
    expect(mock.webhookUrl).toBe(sink.url('later'));
    await expect(startPbxMock({ port: 0, webhookUrl: 'x' })).rejects.toThrow('must be an http or https URL');
  });
});

describe('calls that it makes by itself', () => {
  it('come as often as it is told, and no longer', async () => {
    await start({ people: 'instant', pbxRate: 6000 });
    await sink.until((got) => got.length >= 40);
    const spent = Date.now() - (mock.pbxCalls()[0]?.startedMs ?? 0);
    expect(mock.stats().pbx.calls).toBeLessThan(spent / 5 + 20);
    mock.setFaults({ pbxRate: 0 });
    await ended();
    const { calls } = mock.stats().pbx;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(mock.stats().pbx.calls).toBe(calls);
    mock.setFaults({ pbxRate: 6000 });
    await eventually(() => mock.stats().pbx.calls > calls);
  });
});

describe('the world of the PBX', () => {
  const world = async (seed: number, dataDir: string | null = null): Promise<unknown[]> => {
    const other = await startPbxMock({
      ...{ port: 0, seed, dataDir, webhookUrl: sink.url('hook') },
      behaviour: { speed: 10_000, people: 'mixed', lost: 30 },
    });
    try {
      for (let i = 0; i < 4; i += 1) await fetch(`${other.url}/trigger_webhooks`);
      await eventually(() => other.stats().pbx.inFlight === 0);
      return other.pbxCalls().map(({ uuid, phone, person, recording, record, webhooks }) => {
        const lost = webhooks.filter(({ answer }) => answer === 'lost').map(({ action }) => action);
        return { uuid, phone, person, recording, record, lost };
      });
    } finally {
      await other.close();
    }
  };

  it('is the same for the same seed, and another for another', async () => {
    await start();
    const there = await world(5);
    expect(there).toHaveLength(20);
    expect(await world(5)).toEqual(there);
    expect(await world(6)).not.toEqual(there);
    expect(new Set(there.map((call) => (call as PbxCall).person)).size).toBeGreaterThan(1);
  });

  it('does not use the uuids of its last run again where the tenant is kept', async () => {
    await start();
    const folder = mkdtempSync(join(tmpdir(), 'pbx-mock-'));
    try {
      const runs = [await world(5, folder), await world(5, folder)].flat() as PbxCall[];
      expect(new Set(runs.map(({ uuid }) => uuid)).size).toBe(40);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('begins again at a reset', async () => {
    await start({ pbxCalls: 3 });
    mock.trigger();
    await ended();
    const uuids = mock.pbxCalls().map(({ uuid }) => uuid);
    mock.reset();
    expect([mock.pbxCalls(), mock.stats().pbx.records]).toEqual([[], 0]);
    mock.trigger();
    expect(mock.pbxCalls().map(({ uuid }) => uuid)).toEqual(uuids);
  });
});

describe('another tenant', () => {
  it('has records of its own, and calls that go on stay with the one they began with', async () => {
    await start({ pbxCalls: 2 });
    const first = mock.tenantUuid;
    mock.trigger();
    await ended();
    mock.trigger();
    const second = mock.newTenant();
    mock.trigger();
    await ended();
    expect(second).not.toBe(first);
    expect(mock.pbxCalls().map(({ tenant }) => tenant)).toEqual([
      ...Array<string>(4).fill(first),
      ...Array<string>(2).fill(second),
    ]);
    const tenantOf = new Map(mock.pbxCalls().map(({ uuid, tenant }) => [uuid, tenant]));
    for (const { cdr, tenant } of sink.got) expect(tenant).toBe(tenantOf.get(cdr.uuid ?? ''));
    expect(await records()).toHaveLength(2);
    expect(mock.pbxCalls().map(({ record }) => record)).toEqual([false, false, false, false, true, true]);
    mock.newTenant(first);
    expect(await records()).toHaveLength(4);
    expect((await fetch(`${mock.url}/get_cdr`)).headers.get('tenant-uuid')).toBe(first);
  });

  it('is kept for the next start', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pbx-mock-'));
    try {
      await start({}, { dataDir });
      const tenant = mock.newTenant();
      await mock.close();
      await start({}, { dataDir });
      expect(mock.tenantUuid).toBe(tenant);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

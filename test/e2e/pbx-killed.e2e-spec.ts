import { afterEach, describe, expect, it } from '@jest/globals';
import type { CallStoryResource, Page, SyncResource } from '@ringside/contracts';
import { startPbxMock, type PbxMock } from '@ringside/pbx-mock';
import { parse } from 'csv-parse/sync';
import { allCalls, feedOf, known, quiet, truthOf } from './calls.js';
import { ServiceProcess, eventually, pause } from './service-process.js';

/**
 * kill -9 in mid-sync and between webhooks, again and again. Afterwards: what was acknowledged is there, a sync that was cut off
 * has gone on by itself, and no call is there twice.
 */
const RECORDS = 8_000;

let service: ServiceProcess | null = null;
let mock: PbxMock | null = null;
afterEach(async () => {
  await service?.dispose();
  await mock?.close();
  service = mock = null;
});

describe('killing it while it follows a PBX', () => {
  it('loses nothing that was acknowledged, resumes its sync and doubles nothing', async () => {
    mock = await startPbxMock({
      port: 0,
      seed: 21,
      records: RECORDS,
      behaviour: { speed: 40, pbxCalls: 8, cdrBatch: 0, doubled: 20, neverHangup: 20, lostRecords: 10 },
    });
    service = await ServiceProcess.create({
      CALL_API_URL: mock.url,
      PBX_URL: mock.url,
      PBX_SYNC_EVERY: '0',
      RESTART_GRACE: '1',
    });
    const running = service;
    const phoneSystem = mock;
    const api = { get: <T>(path: string) => running.rest<T>('GET', path) };
    await running.start();
    phoneSystem.setWebhookUrl((await feedOf(api)).webhook_url);

    for (const wait of [60, 700, 150, 400, 1000, 250]) {
      phoneSystem.trigger();
      await running.rest('POST', '/v1/syncs', {});
      await pause(wait);
      await running.kill();
      await running.start();
      // It goes on by itself: nobody asks for this one.
      const { items } = await api.get<Page<SyncResource>>('/v1/syncs?limit=1');
      expect(items).toHaveLength(1);
    }
    const syncs = await eventually(
      async () => {
        const { items } = await api.get<Page<SyncResource>>('/v1/syncs');
        return items.every(({ state }) => state === 'completed' || state === 'failed') && items;
      },
      60_000,
      'no sync is left behind',
    );
    expect(syncs[0]?.state).toBe('completed');
    for (const { problem } of syncs) expect([undefined, 'interrupted']).toContain(problem?.code);
    await quiet(phoneSystem);

    const { uri } = await running.rest<SyncResource>('POST', '/v1/syncs', {});
    const last = await eventually(
      async () => {
        const sync = await api.get<SyncResource>(uri);
        return sync.state !== 'running' && sync;
      },
      60_000,
      'the last sync ends',
    );
    expect(last.state).toBe('completed');

    const csv = await fetch(`${running.url}/v1/calls.csv?origin=pbx`, { headers: running.credentials });
    const rows = parse(await csv.text(), { columns: true }) as Record<string, string>[];
    const truth = await truthOf(phoneSystem);
    const uuids = rows.map((row) => row['provider_call_id'] ?? '');
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(uuids.length).toBeGreaterThan(RECORDS);
    // A webhook may be stored although the kill cut off its answer: more may be known of a call, never less.
    expect([...truth.keys()].filter((uuid) => !uuids.includes(uuid))).toEqual([]);

    const own = phoneSystem.pbxCalls();
    const calls = new Map(
      (await allCalls(api, `origin=pbx&from=${new Date(Date.now() - 600_000).toISOString()}`)).map((call) => [
        call.provider_call_id,
        call,
      ]),
    );
    const facts = await known(api, `origin=pbx&from=${new Date(Date.now() - 600_000).toISOString()}`);
    for (const { uuid, webhooks, record } of own) {
      const taken = webhooks.filter(({ answer }) => answer === 204);
      if (taken.length === 0) continue;
      const story = await api.get<CallStoryResource>(calls.get(uuid)?.uri ?? '');
      for (const { action } of taken) {
        const kept = story.events.some((event) => event.source === 'webhook' && event.type === action);
        expect([uuid, action, kept]).toEqual([uuid, action, true]);
      }
      if (record) expect(facts.get(uuid)).toEqual(truth.get(uuid));
    }
    expect(
      own.flatMap(({ webhooks }) => webhooks).filter(({ answer }) => answer === 204).length,
    ).toBeGreaterThan(20);
  }, 240_000);
});

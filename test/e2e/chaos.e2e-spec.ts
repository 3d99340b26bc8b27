import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient, type RingsideClient, type RowsView } from '@ringside/client';
import type { CampaignResource, ContactPage, ContactResource, RowView } from '@ringside/contracts';
import { startPbxMock, type PbxMock } from '@ringside/pbx-mock';
import { firstValueFrom, skipWhile, timeout } from 'rxjs';
import { ServiceProcess, eventually, pause } from './service-process.js';

/**
 * Every fault of RELIABILITY's chaos section at once, by seed, through the real service: never more lines than
 * allowed, strict order, each row once, every call terminal in the end, and what the browser shows equals what the database
 * holds (R1, R4, R5, R6, R7, R12).
 */
const CONTACTS = 500;
const LINES = 5;
const FAULTS = {
  early: 15,
  late: 10,
  lateMs: 20_000,
  doubled: 20,
  reordered: 10,
  lost: 4,
  never: 2,
  error: 3,
  http429: 2,
  http503: 2,
  http500: 1,
  retryAfter: 1,
  replyLost: 1,
  replySlow: 1,
  replySlowMs: 2500,
  garbled: 1,
};

let service: ServiceProcess | null = null;
let mock: PbxMock | null = null;
let client: RingsideClient | null = null;

afterEach(async () => {
  client?.close();
  await service?.dispose();
  await mock?.close();
  client = service = mock = null;
});

const phones = Array.from({ length: CONTACTS }, (_, i) => `1${200 + (i % 700)}5${String(570_000 + i)}`);

async function allRows(running: ServiceProcess, id: string): Promise<ContactResource[]> {
  const { items } = await running.rest<ContactPage>('GET', `/v1/campaigns/${id}/contacts?limit=1000`);
  return [...items];
}

const shown = ({ position, phone, status, reason, calls, call_id, ended_at }: RowView) => ({
  position,
  phone,
  status,
  reason,
  calls,
  call_id,
  ended_at,
});

describe.each([1, 2])('everything goes wrong at once, seed %i', (seed) => {
  it('and every promise is kept', async () => {
    mock = await startPbxMock({ port: 0, seed, behaviour: { people: 'mixed', speed: 200, ...FAULTS } });
    service = await ServiceProcess.create({ CALL_API_URL: mock.url });
    await service.start();
    const { id } = await service.rest<CampaignResource>('POST', '/v1/campaigns', {
      dialer_type: 'Fixed',
      lines: LINES,
      phone_number: phones,
      ring_timeout: 2,
      max_duration: 3,
      reply_timeout: 1,
    });
    client = createClient({
      url: service.url,
      credentials: { apiKey: 'e2e-key', apiAuth: 'e2e-secret-for-tests' },
    });
    const window = client.rows(id);
    window.show(0, CONTACTS);
    let screen: RowsView | null = null;
    const seen = window.view.subscribe((view) => (screen = view));
    const mostLines: number[] = [];
    const lines = client.campaign(id).subscribe((live) => mostLines.push(live.lines.length));
    await firstValueFrom(
      window.view.pipe(
        skipWhile((view) => view.rows.size < CONTACTS),
        timeout(30_000),
      ),
    );

    await client.start(id);
    await pause(3000);
    mock.restart();
    await pause(3000);
    mock.refuse(700);
    const campaign = await eventually(
      async () => {
        const found = await service?.rest<CampaignResource>('GET', `/v1/campaigns/${id}`);
        return found?.state === 'completed' && found;
      },
      170_000,
      'the campaign reaches its end',
    );

    expect(campaign.lines_in_use).toBe(0);
    expect(Math.max(...mostLines)).toBeLessThanOrEqual(LINES);
    expect(mock.stats().maxInFlight).toBeLessThanOrEqual(LINES);
    const arrivals = mock.calls().map((call) => phones.indexOf(call.phone));
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    const placed = mock.calls().filter((call) => call.id !== null);
    expect(new Set(placed.map((call) => call.phone)).size).toBe(placed.length);

    const stored = await allRows(service, id);
    expect(stored.map((row) => [row.phone, row.calls])).toEqual(phones.map((phone) => [phone, 1]));
    const left = stored.filter(({ status }) =>
      ['idle', 'dialing', 'ringing', 'answered', 'canceled'].includes(status),
    );
    expect(left).toEqual([]);

    // The screen has seen frames only; give the last one its moment.
    await pause(1000);
    const view = screen as RowsView | null;
    expect([...(view?.rows.values() ?? [])].map(shown)).toEqual(stored.map(shown));
    seen.unsubscribe();
    lines.unsubscribe();
    window.close();
  }, 200_000);
});

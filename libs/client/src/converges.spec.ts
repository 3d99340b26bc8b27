import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ContactStatus, RowView } from '@ringside/contracts';
import fc from 'fast-check';
import type { Subscription } from 'rxjs';
import type { CampaignLive, ConnectionState, RingsideClient, RowsView } from './client.js';
import { createClientWith } from './create-client.js';
import { eventually } from './testing/eventually.js';
import { CAMPAIGN_ID, ModelServer } from './testing/model-server.js';
import type { Timings } from './timings.js';

const FAST: Timings = {
  silentAfter: 120,
  deadAfter: 240,
  check: 20,
  ack: 400,
  command: 3000,
  idleFollow: 60,
  linger: 20,
  retry: 20,
  redraw: 20,
  reload: 20,
};

// Some hundred steps, each of which a busy machine takes its time for.
jest.setTimeout(240_000);
const ROWS = 230;
/** A view not emitted yet; typed, so that what a callback assigns is seen. */
const nothing = null as RowsView | null;

const status = fc.constantFrom<ContactStatus>('dialing', 'ringing', 'answered', 'completed', 'busy', 'idle');
const changes = fc.array(fc.record({ position: fc.integer({ min: 1, max: ROWS }), status }), {
  minLength: 1,
  maxLength: 5,
});
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('change' as const), changes, times: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bulk' as const), changes }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'cut' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('scroll' as const), to: fc.nat(ROWS - 30) }) },
);

describe('what is shown equals what the server holds (R4)', () => {
  let server: ModelServer;
  let client: RingsideClient;
  const subscriptions: Subscription[] = [];
  let live: CampaignLive | null = null;
  let connection: ConnectionState['status'] | null = null;

  beforeEach(async () => {
    server = await ModelServer.open(ROWS);
    client = createClientWith({ url: server.url }, FAST);
    subscriptions.push(
      client.campaign(CAMPAIGN_ID).subscribe((value) => (live = value)),
      client.connection.subscribe((value) => (connection = value.status)),
    );
  });
  afterEach(async () => {
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    client.close();
    await server.close();
    live = null;
    connection = null;
  });

  it('whatever window of frames is lost, doubled or cut off, in rows, lines and counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const window = client.rows(CAMPAIGN_ID);
        let view = nothing;
        let from = 0;
        const watching = window.view.subscribe((value) => (view = value));
        window.show(0, 30);
        for (const action of steps) {
          if (action.kind === 'change') {
            server.deliver = () => action.times;
            server.change(action.changes);
          } else if (action.kind === 'bulk') server.change(action.changes, true);
          else if (action.kind === 'cut') server.cut();
          else if (action.kind === 'scroll') window.show((from = action.to), action.to + 30);
          else await new Promise((resolve) => setTimeout(resolve, action.ms));
        }
        await eventually(() => {
          expect(live?.campaign.seq).toBe(server.seq);
          expect(live?.campaign.counts).toEqual(server.campaign().counts);
          expect(ids(live?.lines)).toEqual(ids(server.lines()));
          for (let index = from; index < from + 30; index++) {
            expect(brief(view?.rows.get(index))).toEqual(brief(server.rows[index]));
          }
        });
        watching.unsubscribe();
        window.close();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('also when the very last frame is the one that was lost', async () => {
    await eventually(() => expect(live).not.toBeNull());
    server.deliver = () => 0;
    server.change([{ position: 1, status: 'completed' }]);
    await eventually(() => expect(live?.campaign.counts.completed).toBe(1));
  });

  it('applies to a page what happened while it was on its way', async () => {
    await eventually(() => expect(live).not.toBeNull());
    let open = (): void => undefined;
    server.restGate = new Promise((resolve) => (open = resolve));
    const window = client.rows(CAMPAIGN_ID);
    let view = nothing;
    window.view.subscribe((value) => (view = value));
    window.show(0, 30);
    await eventually(() => expect(server.requests).toHaveLength(2));
    server.change([{ position: 7, status: 'ringing' }]);
    await eventually(() => expect(live?.lines).toHaveLength(1));
    open();
    await eventually(() => expect(view?.rows.get(6)?.status).toBe('ringing'));
    expect(view?.rows.get(5)?.status).toBe('idle');
    window.close();
  });

  it('asks for a replay after a hole, not for everything', async () => {
    await eventually(() => expect(live).not.toBeNull());
    const follows = server.follows;
    server.deliver = () => 0;
    server.change([{ position: 1, status: 'ringing' }]);
    server.deliver = () => 1;
    server.change([{ position: 2, status: 'ringing' }]);
    await eventually(() => expect(ids(live?.lines)).toEqual(ids(server.lines())));
    expect(server.follows - follows).toBeLessThanOrEqual(2);
  });

  it('calls silence a loss although the socket claims to be up, and says so until it speaks again', async () => {
    await eventually(() => expect(connection).toBe('live'));
    server.beating = false;
    await eventually(() => expect(connection).toBe('reconnecting'));
    server.beating = true;
    await eventually(() => expect(connection).toBe('live'));
  });

  it('a filtered list keeps its rows in place and their states true', async () => {
    server.change(Array.from({ length: 150 }, (_, index) => ({ position: index + 1, status: 'busy' })));
    const window = client.rows(CAMPAIGN_ID, { status: 'busy' });
    let view = nothing;
    window.view.subscribe((value) => (view = value));
    window.show(0, 30);
    await eventually(() => expect(view?.rows.get(29)?.status).toBe('busy'));
    server.change([{ position: 3, status: 'ringing' }]);
    await eventually(() => expect(view?.rows.get(2)?.status).toBe('ringing'));
    window.show(120, 150);
    await eventually(() => expect(view).toMatchObject({ total: 150, loading: false }));
    window.close();
  });
});

function ids(rows: readonly RowView[] | undefined): string[] | undefined {
  return rows?.map((row) => `${row.id} ${row.status}`);
}
function brief(row: RowView | undefined): object | undefined {
  return row && { id: row.id, status: row.status, calls: row.calls };
}

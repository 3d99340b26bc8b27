import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CallFilter, CallState, CallView } from '@ringside/contracts';
import fc from 'fast-check';
import { Subject, type Subscription } from 'rxjs';
import type { CallsLive, CallsView, CallsWindow } from './calls.js';
import type { RingsideClient } from './client.js';
import { createClientWith } from './create-client.js';
import { CallsServer, sync } from './testing/calls-server.js';
import { eventually } from './testing/eventually.js';
import { DEFAULT_TIMINGS, type Timings } from './timings.js';

const FAST: Timings = {
  ...DEFAULT_TIMINGS,
  // The server beats all the time: what is silent is a machine that is busy, and no reason to connect anew.
  silentAfter: 10_000,
  deadAfter: 20_000,
  check: 20,
  ack: 4000,
  linger: 20,
  retry: 20,
  redraw: 10,
  reload: 20,
};
/** Silence is soon asked after, because frames are lost. */
const LOSSY: Timings = { ...FAST, idleFollow: 60 };
const CALLS = 900;

// Hundreds of steps, each of which a busy machine takes its time for.
jest.setTimeout(240_000);

const state = fc.constantFrom<CallState>('ringing', 'answered', 'completed', 'no_answer');
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('begin' as const),
      count: fc.integer({ min: 1, max: 4 }),
      times: fc.nat(2),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      places: fc.array(fc.nat(CALLS), { minLength: 1, maxLength: 5 }),
      state,
      times: fc.nat(2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      places: fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
      state,
      times: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      count: fc.integer({ min: 1, max: 300 }),
      earlierMs: fc.nat(900_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'cut' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('scroll' as const), to: fc.nat(CALLS - 30) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'scroll' as const, to: 0 }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'end' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('up' as const), rows: fc.nat(400) }) },
);

/** A list on a screen of 30 rows: it moves along when rows come in above it, as the console's does. */
class Screen {
  view: CallsView | null = null;
  at = 0;
  #shift = 0;
  #ending = false;
  /** After each view. */
  readonly seen = new Subject<void>();
  readonly #window: CallsWindow;
  readonly #watching: Subscription;

  constructor(client: RingsideClient, filter: CallFilter = {}) {
    this.#window = client.calls(filter);
    this.#watching = this.#window.view.subscribe((view) => {
      this.view = view;
      const moved = view.shift - this.#shift;
      this.#shift = view.shift;
      if (this.at > 0 && moved !== 0) this.scroll(Math.max(1, this.at + moved));
      if (this.#ending && !view.more && view.rows.has(view.total - 1)) {
        this.#ending = false;
        this.scroll(Math.max(0, view.total - 30));
      }
      this.seen.next();
    });
    this.scroll(0);
  }
  scroll(to: number): void {
    this.at = to;
    this.#window.show(to, to + 30, to === 0);
  }
  toTop(): void {
    this.at = 0;
    this.#window.toTop();
  }
  toEnd(): void {
    this.#ending = true;
    this.#window.toEnd();
  }
  get rows(): (CallView | undefined)[] {
    return Array.from({ length: 30 }, (_, i) => this.view?.rows.get(this.at + i));
  }
  close(): void {
    this.#watching.unsubscribe();
    this.#window.close();
  }
}
const brief = (call: CallView | undefined): string =>
  call ? `${call.id} ${call.state} ${call.duration}` : '';

describe('the list of calls equals what the server holds (R4)', () => {
  let server: CallsServer;
  let client: RingsideClient;
  let screen: Screen | null = null;

  beforeEach(async () => {
    server = await CallsServer.open(CALLS);
    client = createClientWith({ url: server.url }, FAST);
  });
  afterEach(async () => {
    screen?.close();
    screen = null;
    client.close();
    await server.close();
  });
  const open = async (filter: CallFilter = {}): Promise<Screen> => {
    const opened = (screen = new Screen(client, filter));
    await eventually(() => expect(opened.view?.loading).toBe(false));
    return opened;
  };
  const expectTop = (shown: Screen, filter: CallFilter = {}): Promise<void> =>
    eventually(() => expect(shown.rows.map(brief)).toEqual(top(filter)));
  const top = (filter: CallFilter): string[] => {
    const matching = server.matching(filter);
    return Array.from({ length: 30 }, (_, i) => brief(matching[i]));
  };

  it('whatever is lost, doubled, cut off or begun anew, wherever one looks', async () => {
    client.close();
    client = createClientWith({ url: server.url }, LOSSY);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const shown = new Screen(client);
        for (const action of steps) {
          if ('times' in action) server.times = action.times;
          if (action.kind === 'begin') server.begin(action.count);
          else if (action.kind === 'move') server.move(action.places, action.state);
          else if (action.kind === 'merge') server.merge(action.count, action.earlierMs);
          else if (action.kind === 'cut') server.cut();
          else if (action.kind === 'restart') server.restart();
          else if (action.kind === 'scroll') shown.scroll(action.to);
          else if (action.kind === 'end') shown.toEnd();
          else if (action.kind === 'up') shown.scroll(Math.max(0, shown.at - action.rows));
          else await new Promise((resolve) => setTimeout(resolve, action.ms));
        }
        server.times = 1;
        // Wherever one looks, the rows follow one another as they do on the server, and say the same.
        await eventually(() => {
          const rows = shown.rows.map(brief);
          const place = server.calls.findIndex((call) => call.id === shown.rows[0]?.id);
          expect(place).toBeGreaterThanOrEqual(0);
          expect(rows).toEqual(Array.from({ length: 30 }, (_, i) => brief(server.calls[place + i])));
        });
        shown.toTop();
        await eventually(() => expect(shown.rows.map(brief)).toEqual(top({})));
        shown.close();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('new calls come in at the top, and are counted when one looks elsewhere', async () => {
    const shown = await open();
    server.begin(2);
    await expectTop(shown);
    shown.scroll(100);
    await eventually(() => expect(shown.rows[0]).toBeDefined());
    const before = shown.rows.map(brief);
    server.begin(3);
    server.move([0], 'answered');
    await eventually(() => expect(shown.view?.newer).toBe(3));
    expect(shown.rows.map(brief)).toEqual(before);
    shown.scroll(0);
    await expectTop(shown);
    expect(shown.view?.newer).toBe(0);
  });

  it('keeps the row one looks at in its place when a sync brings in old calls above it', async () => {
    const shown = await open();
    shown.scroll(300);
    await eventually(() => expect(shown.rows[29]).toBeDefined());
    const looked = shown.rows[0];
    server.merge(150, 100_000);
    // What came in above has been read, so the row has another index.
    await eventually(() => expect(shown.at).toBe(450));
    await eventually(() => {
      const place = server.calls.findIndex((call) => call.id === looked?.id);
      expect(shown.rows[0]?.id).toBe(looked?.id);
      expect(shown.rows.map(brief)).toEqual(
        Array.from({ length: 30 }, (_, i) => brief(server.calls[place + i])),
      );
    });
  });

  it('goes through a long list and back, and holds only a stretch of it', async () => {
    server.merge(19_100, 5_000_000);
    const shown = await open();
    const requests = server.requests.length;
    for (let to = 0; to < 19_900; to += 150) {
      shown.scroll(to);
      await eventually(() => expect(brief(shown.rows[0])).toBe(brief(server.calls[to])));
    }
    expect(shown.view?.rows.size).toBeLessThan(3000);
    await eventually(() => expect(shown.view).toMatchObject({ more: false, total: 20_000 }));
    const read = server.requests.length - requests;
    expect(read).toBeLessThan(120);
    // Back to somewhere in the middle: not by reading all that lies between.
    shown.scroll(5000);
    await eventually(() => expect(brief(shown.rows[29])).toBe(brief(server.calls[5029])));
    for (let to = 5000; to > 0; to -= 150) {
      shown.scroll(to);
      await eventually(() => expect(brief(shown.rows[0])).toBe(brief(server.calls[to])));
    }
    shown.scroll(0);
    await expectTop(shown);
    expect(server.requests.length - requests - read).toBeLessThan(60);
  });

  describe('gone to its end', () => {
    const MANY = 12_000;
    const atEnd = async (): Promise<Screen> => {
      server.merge(MANY - CALLS, 5_000_000);
      const shown = await open();
      const requests = server.requests.length;
      shown.toEnd();
      await expectPlace(shown, MANY - 30);
      // That page, and one above it; and the top of the list anew for what was brought in.
      expect(server.requests.length - requests).toBeLessThan(5);
      expect(shown.view).toMatchObject({ more: false, guessed: true, total: shown.at + 30 });
      return shown;
    };
    const expectPlace = (shown: Screen, place: number): Promise<void> =>
      eventually(() =>
        expect(shown.rows.map(brief)).toEqual(
          Array.from({ length: 30 }, (_, i) => brief(server.calls[place + i])),
        ),
      );

    it('is there by reading one page, and goes on upwards to the very top without a jump', async () => {
      const shown = await atEnd();
      for (let place = MANY - 30; place > 150;) {
        place -= 150;
        shown.scroll(shown.at - 150);
        await expectPlace(shown, place);
      }
      // The top is known by now, and with it every index.
      await eventually(() => expect(shown.view?.guessed).toBe(false));
      const place = server.calls.findIndex((call) => call.id === shown.rows[0]?.id);
      expect(shown.at).toBe(place);
      expect(shown.view).toMatchObject({ total: MANY });
      shown.scroll(0);
      await expectTop(shown);
    });

    it('goes back down again, also after what lay there was forgotten, and to the top at once', async () => {
      const shown = await atEnd();
      for (let place = MANY - 30; place > MANY - 6000;) {
        place -= 150;
        shown.scroll(shown.at - 150);
        await expectPlace(shown, place);
      }
      const requests = server.requests.length;
      shown.toEnd();
      await expectPlace(shown, MANY - 30);
      shown.scroll(shown.at - 2000);
      await expectPlace(shown, MANY - 2030);
      expect(server.requests.length - requests).toBeLessThan(6);
      shown.toTop();
      await expectTop(shown);
      expect(shown.view).toMatchObject({ guessed: false, more: true });
      // Who comes to the index 0 of a guess is at the top, however far that was.
      shown.toEnd();
      await expectPlace(shown, MANY - 30);
      shown.scroll(0);
      await expectTop(shown);
    });

    it('counts new calls above, takes in old ones, and knows when there is no more than a screen', async () => {
      const shown = await atEnd();
      const rows = shown.rows.map(brief);
      server.begin(3);
      await eventually(() => expect(shown.view?.newer).toBe(3));
      expect(shown.rows.map(brief)).toEqual(rows);
      server.merge(5, 1_000_000_000);
      await eventually(() => expect(shown.view?.total).toBe(shown.at + 35));
      expect(shown.rows.map(brief)).toEqual(rows);
      const few = new Screen(client, { number: server.calls[7]?.phone ?? '' });
      await eventually(() => expect(few.view?.loading).toBe(false));
      few.toEnd();
      await eventually(() => expect(few.view).toMatchObject({ total: 1, more: false, guessed: false }));
      few.close();
    });
  });

  it('a filter takes in what comes to fit, and lets go what no longer does', async () => {
    const filter: CallFilter = { state: 'ringing' };
    const shown = await open(filter);
    expect(shown.rows[0]).toBeUndefined();
    server.begin(3);
    server.move([40], 'ringing');
    await expectTop(shown, filter);
    const id = server.calls[1]?.id;
    server.move([1], 'completed');
    // For a breath one sees what became of it.
    await eventually(() => expect(shown.rows.find((row) => row?.id === id)?.state).toBe('completed'));
    await eventually(() => expect(shown.rows.map(brief)).toEqual(top(filter)));
  });

  it('applies to a page what happened while it was on its way', async () => {
    let release = (): void => undefined;
    server.gate = new Promise((resolve) => (release = resolve));
    const shown = new Screen(client);
    screen = shown;
    await eventually(() => expect(server.requests.length).toBe(1));
    server.move([7], 'answered');
    server.begin(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    release();
    await expectTop(shown);
    expect(server.requests.length).toBeLessThan(4);
  });

  it('never shows a call go back, although its page was ahead of the frames', async () => {
    server.untold = [];
    for (const state of ['ringing', 'answered', 'completed'] as const) server.move([1, 2], state);
    const shown = new Screen(client);
    screen = shown;
    const { id } = server.calls[1] ?? { id: '' };
    const states = new Set<CallState | undefined>();
    const watching = shown.seen.subscribe(() => states.add(shown.rows.find((row) => row?.id === id)?.state));
    await expectTop(shown);
    for (let told = 0; told < 3; told += 1) {
      server.tellNext();
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    server.untold = null;
    server.begin(1);
    await expectTop(shown);
    watching.unsubscribe();
    states.delete(undefined);
    expect([...states]).toEqual(['completed']);
  });

  it('says so when the filter itself is refused', async () => {
    const window = client.calls({ number: 'x' });
    window.show(0, 30, true);
    await expect(
      new Promise((_resolve, reject) => window.view.subscribe({ error: reject })),
    ).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('follows syncs, and looks at the feeds again when one ends', async () => {
    let live: CallsLive | null = null as CallsLive | null;
    const watching = client.callsLive.subscribe((value) => (live = value));
    await eventually(() => expect(live?.syncs).toEqual([]));
    server.tellSync(sync('s', { fetched: 5 }));
    await eventually(() => expect(live?.syncs[0]?.fetched).toBe(5));
    const follows = server.follows;
    server.tellSync(sync('s', { state: 'completed', fetched: 9, ended_at: '2026-03-01T10:00:01.000Z' }));
    await eventually(() => expect(live?.syncs).toHaveLength(1));
    await eventually(() => expect(live?.syncs[0]?.state).toBe('completed'));
    await eventually(() => expect(server.follows).toBeGreaterThan(follows));
    watching.unsubscribe();
  });
});

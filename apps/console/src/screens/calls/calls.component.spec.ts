import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { RingsideError } from '@ringside/client';
import type { CallStoryResource } from '@ringside/contracts';
import { routes } from '../../app.routes.js';
import { RINGSIDE } from '../../core/ringside.js';
import { FakeClient, callsView, feed, pbxCall, sync, tenant } from '../../testing/fake-client.js';
import { words } from '../../testing/words.js';

const REPORT = {
  new: 5,
  updated: 1,
  completed: 2,
  known: 10,
  refused: 1,
  answered: 12,
  not_answered: 6,
  unmatched: 3,
};

describe('the calls', () => {
  let client: FakeClient;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const text = (): string => words(element());
  const button = (name: string): HTMLButtonElement => {
    const found = [...document.querySelectorAll('button')].find((each) => words(each).includes(name));
    if (!found) throw new Error(`no button ${name}`);
    return found;
  };
  const settle = async (): Promise<void> => {
    await harness.fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await harness.fixture.whenStable();
  };
  const press = (key: string, on: Element = document.body): void => {
    on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  };

  beforeAll(() => {
    // jsdom has no layout; a list that is 0 pixels high shows nothing.
    Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 640 });
    HTMLElement.prototype.scrollTo = () => undefined;
  });
  beforeEach(async () => {
    client = new FakeClient();
    TestBed.configureTestingModule({
      providers: [provideRouter(routes), { provide: RINGSIDE, useValue: client }],
    });
    harness = await RouterTestingHarness.create();
  });

  async function open(query = ''): Promise<void> {
    await harness.navigateByUrl(`/calls${query}`);
    await settle();
  }

  it('shows each call in words, and follows what becomes of it', async () => {
    client.callsView.next(callsView([pbxCall(2, { state: 'ringing', direction: 'inbound' }), pbxCall(1)]));
    await open();
    const rows = [...element().querySelectorAll('[role=row][data-index]')].map((row) => words(row));
    expect(rows[0]).toContain('Inbound');
    expect(rows[0]).toContain('+1 301 555 0102');
    expect(rows[0]).toContain('Ringing');
    expect(rows[1]).toContain('Completed');
    client.callsView.next(
      callsView([pbxCall(2, { state: 'completed', talk_time: 61.5, recording: 'r', flags: ['in_future'] })]),
    );
    await settle();
    expect(text()).not.toContain('Ringing');
    expect(text()).toContain('1:01');
    expect(text()).toContain('one of its times lies in the future');
    expect(text()).toContain('recorded');
  });

  it('reads its filter from the address, shows it in chips, and clears it', async () => {
    client.callsView.next(callsView([]));
    await open('?state=in_flight&number=555&direction=inbound');
    expect(client.asked).toContainEqual([
      'calls',
      { number: '555', state: 'in_flight', direction: 'inbound' },
    ]);
    expect(text()).toContain('ends in 555');
    expect(text()).toContain('In flight');
    expect(text()).toContain('No call fits.');
    const link = element().querySelector<HTMLAnchorElement>('a.export');
    expect(link?.getAttribute('href')).toBe('/v1/calls.csv?number=555&state=in_flight&direction=inbound');
    button('Clear the filter').click();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/calls');
    expect(client.asked.at(-1)).toEqual(['calls', {}]);
  });

  it('takes a filter from its fields into the address', async () => {
    client.callsView.next(callsView([pbxCall(1)]));
    await open();
    button('Filter').click();
    await settle();
    const state = element().querySelector<HTMLSelectElement>('#f-state');
    if (!state) throw new Error('no field');
    state.value = 'no_answer';
    state.dispatchEvent(new Event('change'));
    await settle();
    expect(TestBed.inject(Router).url).toBe('/calls?state=no_answer');
    expect(client.asked.at(-1)).toEqual(['calls', { state: 'no_answer' }]);
  });

  it('syncs by a key, tells how far it is, and what it found', async () => {
    client.callsView.next(callsView([pbxCall(1)]));
    await open();
    expect(text()).toContain('Not synced yet.');
    press('s');
    await settle();
    expect(client.asked).toContainEqual(['sync', 'feed']);
    expect(text()).toContain('Fetching the records');
    expect(button('Syncing').disabled).toBe(true);
    const live = (changes: Parameters<typeof sync>[0]): void =>
      client.callsLive.next({ feeds: [feed()], tenants: [tenant()], syncs: [sync(changes)] });
    live({ fetched: 1200, announced: 5000 });
    await settle();
    expect(text()).toContain('1,200 of 5,000');
    expect(element().querySelector('progress')?.getAttribute('value')).toBe('0.24');
    live({ state: 'completed', phase: null, report: REPORT, ended_at: new Date().toISOString() });
    await settle();
    for (const found of ['5 new', '1 updated', '2 completed by the sync', '10 already known']) {
      expect(text()).toContain(found);
    }
    for (const found of ['12 answered', '6 not answered', '3 unmatched', '1 refused: see why']) {
      expect(text()).toContain(found);
    }
    client.deliveryPage = [
      {
        at: '2026-03-01T10:00:00Z',
        kind: 'record',
        outcome: 'refused',
        connection_id: 'feed',
        tenant_id: null,
        sync_id: 'sync-1',
        reason: 'uuid: is missing',
        body: '{"duration":1}',
      },
    ];
    button('refused').click();
    await settle();
    expect(client.asked).toContainEqual(['deliveries', { syncId: 'sync-1' }]);
    const dialog = document.querySelector('[role=dialog]');
    expect(dialog && words(dialog)).toContain('uuid: is missing');
    expect(dialog && words(dialog)).toContain('{"duration":1}');
    press('Escape', dialog ?? document.body);
  });

  it('says why a sync failed, what to do, and when it is tried again', async () => {
    client.callsView.next(callsView([]));
    client.callsLive.next({
      feeds: [feed()],
      tenants: [],
      syncs: [
        sync({
          state: 'waiting',
          phase: null,
          problem: { code: 'unreachable', detail: 'connect ECONNREFUSED' },
          retry_at: new Date(Date.now() + 90_000).toISOString(),
        }),
      ],
    });
    await open();
    expect(text()).toContain('nothing of it was applied');
    expect(text()).toContain('Check that it runs, and its address in PBX_URL. (connect ECONNREFUSED)');
    expect(text()).toMatch(/Next try in 1:(30|29)/);
    expect(button('Sync').disabled).toBe(false);
  });

  it('asks before it takes the calls of another tenant', async () => {
    client.callsView.next(callsView([]));
    const held = tenant({ id: 'other', uuid: 'b-b', state: 'held', held: 12, adopted_at: null });
    client.callsLive.next({ feeds: [feed()], syncs: [], tenants: [tenant(), held] });
    await open();
    expect(text()).toContain('Calls of another tenant b-b are held aside: 12 webhooks');
    button('Adopt').click();
    await settle();
    expect(client.asked.map(([name]) => name)).not.toContain('adopt');
    button('Adopt the tenant').click();
    await settle();
    expect(client.asked).toContainEqual(['adopt', 'other']);
  });

  it('counts new calls while one looks elsewhere, and goes to them', async () => {
    client.callsView.next(callsView([pbxCall(1)], { newer: 12 }));
    await open();
    button('12 new calls').click();
    expect(client.asked).toContainEqual(['toTop']);
  });

  it('goes to the oldest call by key and by button, once it is known where that is', async () => {
    const many = { total: 400, more: true };
    client.callsView.next(callsView([pbxCall(2), pbxCall(1)], many));
    await open();
    const scrolled: (number | undefined)[] = [];
    const list = element().querySelector<HTMLElement>('cdk-virtual-scroll-viewport');
    if (!list) throw new Error('no list');
    list.scrollTo = (to?: ScrollToOptions | number) => {
      if (typeof to !== 'object') return;
      scrolled.push(to.top);
      list.scrollTop = to.top ?? 0;
    };
    press('End', list);
    button('Oldest').click();
    await settle();
    expect(client.asked.filter(([name]) => name === 'toEnd')).toHaveLength(2);
    expect(scrolled).toEqual([]);
    // Far more rows than are laid out at a time.
    client.callsView.next(
      callsView([], { total: 1_000_000, guessed: true, rows: new Map([[999_999, pbxCall(3)]]) }),
    );
    await settle();
    // Row 1,000,000 ends where the screen does, in a page no taller than a browser can hold.
    expect(scrolled).toEqual([5000 * 32]);
    const [first] = [...list.querySelectorAll('[data-index]')].map((row) =>
      Number(row.getAttribute('data-index')),
    );
    expect(first).toBeGreaterThan(999_000);
    expect(list.getAttribute('aria-rowcount')).toBe('-1');
    press('Home', list);
    await settle();
    expect(client.asked).toContainEqual(['toTop']);
    expect(scrolled.at(-1)).toBe(0);
  });

  it('goes on at the edge of what is laid out as soon as there is more', async () => {
    const read = (total: number): void =>
      client.callsView.next(callsView([pbxCall(1)], { total, more: true }));
    read(10_000);
    await open();
    const list = element().querySelector<HTMLElement>('cdk-virtual-scroll-viewport');
    if (!list) throw new Error('no list');
    list.scrollTo = (to?: ScrollToOptions | number) => {
      if (typeof to === 'object') list.scrollTop = to.top ?? 0;
    };
    list.scrollTop = 9980 * 32;
    list.dispatchEvent(new Event('scroll'));
    await settle();
    expect(list.scrollTop).toBe(9980 * 32);
    read(10_200);
    await settle();
    // The same row, laid out in the middle.
    expect(list.scrollTop).toBe(5000 * 32);
  });

  it('opens a story by keys, and closes it', async () => {
    const events: CallStoryResource['events'] = [
      {
        at: '2026-03-01T10:00:01Z',
        source: 'webhook',
        type: 'ORIGINATE',
        applied: true,
        delay_ms: null,
        reason: null,
        body: '{"uuid":"1"}',
      },
      {
        at: '2026-03-01T10:05:00Z',
        source: 'record',
        type: 'HANGUP',
        applied: true,
        delay_ms: null,
        reason: null,
        body: '{"duration":64}',
      },
    ];
    client.story = () =>
      Promise.resolve({ uri: '', actions: {}, resources: {}, ...pbxCall(1, { duration: '-3' }), events });
    client.callsView.next(callsView([pbxCall(2), pbxCall(1, { duration: '-3' })]));
    await open();
    press('j');
    press('j');
    await settle();
    press('Enter', element().querySelector('[role=grid]') ?? document.body);
    await settle();
    await new Promise((resolve) => setTimeout(resolve, 80));
    await settle();
    expect(TestBed.inject(Router).url).toBe('/calls?call=call-1');
    const story = element().querySelector('aside');
    expect(story && words(story)).toContain('Duration as given -3');
    expect(story && words(story)).toContain("the phone system's own record");
    expect(story?.textContent).toContain('{"duration":64}');
    press('Escape');
    await settle();
    expect(TestBed.inject(Router).url).toBe('/calls');
    expect(element().querySelector('aside')).toBeNull();
  });

  it('says how to begin: without a PBX, and without a call', async () => {
    client.callsView.next(callsView([]));
    await open();
    expect(text()).toContain('Press Sync to fetch what the phone system has recorded');
    client.callsLive.next({ feeds: [], syncs: [], tenants: [] });
    await settle();
    expect(text()).toContain('No PBX is connected.');
    expect(text()).toContain('PBX_URL=http');
    expect(() => button('Sync')).toThrow();
  });

  it('says so when the server refuses the filter or the sync', async () => {
    client.callsView.error(new RingsideError('invalid_request', 'number: too short', 400));
    await open('?number=123');
    expect(text()).toContain('That did not work: number: too short');
    client.syncAnswer = () => Promise.reject(new RingsideError('no_feed', 'none', 409));
    button('Sync').click();
    await settle();
    expect(text()).toContain('No phone system tells its calls here');
  });
});

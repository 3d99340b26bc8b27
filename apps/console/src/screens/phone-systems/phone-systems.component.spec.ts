import { beforeEach, describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { PHONE_SYSTEM_ABILITIES, PHONE_SYSTEM_PROBLEMS, type PhoneSystemView } from '@ringside/contracts';
import { routes } from '../../app.routes.js';
import { ClockStore } from '../../core/clock.store.js';
import { RINGSIDE } from '../../core/ringside.js';
import { FakeClient, account, campaign, phoneSystem, phoneSystems } from '../../testing/fake-client.js';
import { words } from '../../testing/words.js';

const SINCE = '2026-03-01T10:00:00.000Z';

describe('the phone systems screen', () => {
  const now = signal(0);
  let client: FakeClient;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const text = (): string => words(element());
  const cards = (): Element[] => [...element().querySelectorAll('rs-phone-system')];
  const card = (): string => words(cards()[0] ?? element());
  const banner = (): string =>
    [...element().querySelectorAll('[role=alert]')].map((each) => words(each)).join();

  beforeEach(async () => {
    client = new FakeClient();
    now.set(Date.parse(SINCE) + 83_000);
    TestBed.configureTestingModule({
      providers: [
        provideRouter(routes),
        { provide: RINGSIDE, useValue: client },
        { provide: ClockStore, useValue: { local: now, now } },
      ],
    });
    harness = await RouterTestingHarness.create('/phone-systems');
  });

  async function show(...systems: readonly PhoneSystemView[]): Promise<void> {
    client.phoneSystems.next(phoneSystems(...systems));
    await harness.fixture.whenStable();
  }

  it('says that it does not know yet, then that there is none', async () => {
    expect(text()).toContain('Asking how the phone systems stand');
    await show();
    expect(text()).toContain('No phone system is set up');
    expect(text()).not.toContain('Asking');
  });

  it('shows at once whether it is connected, since when, what it is and how busy', async () => {
    await show(
      phoneSystem({
        calls_in_flight: 28,
        calls_up: 12,
        calls_per_second: 4.25,
        calls_per_second_limit: 50,
        max_concurrent: 30,
      }),
    );
    expect(card()).toMatch(/^Connected Asterisk at 127\.0\.0\.1:8088 Asterisk 22\.10\.1, by ARI dials/);
    expect(card()).toContain('dials the campaigns');
    expect(card()).toContain('1:23 since 10:00:00');
    expect(card()).toContain('Calls in flight 28 of 30 Calls up 12 Calls a second 4.3 of 50 Most at once 30');
    const bars = [...element().querySelectorAll<HTMLElement>('rs-load-bar i')];
    expect(bars.map((bar) => Math.round(Number.parseFloat(bar.style.width)))).toEqual([93, 9]);
    expect(card()).not.toContain('Mock');
    expect(card()).not.toContain('Last error');
  });

  it('counts up while it is live, and stands still while it is not', async () => {
    await show(phoneSystem());
    now.update((ms) => ms + 3_600_000);
    await harness.fixture.whenStable();
    expect(card()).toContain('1:01:23');
    client.connection.next({ status: 'reconnecting', lastHeardAt: Date.parse(SINCE) + 5000 });
    await harness.fixture.whenStable();
    expect(card()).toContain('0:05');
    expect(element().querySelector('main')?.classList).toContain('old');
  });

  it('says why it is down, and keeps the error in small when it is back', async () => {
    const error = {
      code: 'unauthorized',
      detail: 'Asterisk refuses ARI_USER or ARI_PASSWORD: look at ari.conf.',
      at: '2026-03-01T10:01:00.000Z',
    } as const;
    await show(phoneSystem({ state: 'disconnected', last_error: error }));
    expect(card()).toMatch(/^Not connected/);
    expect(words(element().querySelector('.note.bad') ?? element())).toBe(
      'it refuses the user or the password Asterisk refuses ARI_USER or ARI_PASSWORD: look at ari.conf. 23 seconds ago',
    );
    await show(phoneSystem({ last_error: error, since: '2026-03-01T10:01:20.000Z' }));
    expect(card()).toMatch(/^Connected/);
    expect(element().querySelector('.note.bad')).toBeNull();
    expect(card()).toContain('Last error 23 seconds ago : it refuses the user or the password');
  });

  it('does not give an old error as the reason of a new loss', async () => {
    const at = '2026-03-01T09:00:00.000Z';
    await show(
      phoneSystem({
        state: 'disconnected',
        calls_in_flight: 3,
        calls_up: 1,
        last_error: { code: 'broken', detail: 'It broke.', at },
      }),
    );
    expect(element().querySelector('.note.bad')).toBeNull();
    expect(card()).toContain('Last error 1 hour ago');
    expect(card()).toContain('Calls in flight 3 last known Calls up 1 last known');
  });

  it('shows what is set up wrong, what it can do, and that it is a mock', async () => {
    const detail = 'Add [ringside] to extensions.conf: see docs/guides/asterisk.md.';
    await show(phoneSystem({ mock: true, warnings: [{ code: 'dialplan', detail, at: SINCE }] }));
    expect(card()).toContain(`its dialplan lacks something ${detail}`);
    expect(card()).toContain('It can hang up tell which calls it has tell machines from people');
    expect(card()).toContain('Mock: no real phone rings');
  });

  it('has words for every ability and every problem', async () => {
    const problems = Object.keys(PHONE_SYSTEM_PROBLEMS) as (keyof typeof PHONE_SYSTEM_PROBLEMS)[];
    await show(
      phoneSystem({
        abilities: PHONE_SYSTEM_ABILITIES,
        warnings: problems.map((code) => ({ code, detail: '', at: SINCE })),
      }),
    );
    expect(text()).not.toMatch(/[a-z]_[a-z]|dtmf/);
    const shown = [...element().querySelectorAll('rs-phone-system-problem')].map((each) => words(each));
    expect(shown).toEqual(Object.values(PHONE_SYSTEM_PROBLEMS));
  });

  it('puts those that dial first', async () => {
    await show(
      phoneSystem({ id: 'pbx', name: 'PBX', provider: 'pbx', dials: false, state: 'not_asked' }),
      phoneSystem({ name: 'Call API', provider: 'call-api', state: 'reachable' }),
    );
    expect(cards().map((each) => words(each))).toEqual([
      expect.stringMatching(/^Reachable Call API .* since [\d:]+ , as of the last request/),
      expect.stringMatching(/^Not asked yet PBX .* makes calls of its own/),
    ]);
    // Of one that makes its own calls there are no calls of campaigns to count.
    expect(words(cards()[1] ?? element())).not.toContain('Calls in flight');
  });

  it('warns on every screen while campaigns wait for it, and is quiet when it is back', async () => {
    const error = { code: 'unreachable', detail: 'Is it running?', at: SINCE } as const;
    const down = phoneSystem({ state: 'disconnected', last_error: error });
    await show(down);
    expect(banner()).toBe('');
    client.account.next({ account: account(), campaigns: [campaign()] });
    await harness.fixture.whenStable();
    expect(banner()).toBe(
      'Asterisk at 127.0.0.1:8088 is not connected, so nothing is dialed : it does not answer .',
    );
    await harness.navigateByUrl('/new');
    expect(banner()).toContain('is not connected');
    expect(element().querySelector('[role=alert] a')?.getAttribute('href')).toBe('/phone-systems');
    await show(phoneSystem({ last_error: error }));
    expect(banner()).toBe('');
    await show({ ...down, state: 'unreachable' });
    expect(banner()).toContain('cannot be reached');
    client.account.next({ account: account(), campaigns: [campaign({ state: 'paused' })] });
    await harness.fixture.whenStable();
    expect(banner()).toBe('');
  });

  it('gives one that connects for the first time a moment', async () => {
    client.account.next({ account: account(), campaigns: [campaign()] });
    now.set(Date.parse(SINCE) + 1000);
    await show(
      phoneSystem({ state: 'connecting' }),
      phoneSystem({ id: 'pbx', dials: false, state: 'unreachable' }),
    );
    expect(banner()).toBe('');
    now.set(Date.parse(SINCE) + 6000);
    await harness.fixture.whenStable();
    expect(banner()).toContain('is not connected');
  });
});

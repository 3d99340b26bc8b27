import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { RingsideError } from '@ringside/client';
import { routes } from '../../app.routes.js';
import { REDRAW_MS } from '../../core/conflate.js';
import { RINGSIDE } from '../../core/ringside.js';
import {
  CAMPAIGN_ID,
  FakeClient,
  account,
  campaign,
  counts,
  pbxCall,
  row,
  rowsView,
} from '../../testing/fake-client.js';
import { buttonIn, openDialog, words } from '../../testing/words.js';

describe('the dial board', () => {
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
    // A screen is redrawn at most this often.
    await new Promise((resolve) => setTimeout(resolve, REDRAW_MS + 10));
    await harness.fixture.whenStable();
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
    await harness.navigateByUrl(`/campaigns/${CAMPAIGN_ID}${query}`);
    await settle();
  }

  it('shows an idle list and starts it with Call', async () => {
    client.live.next({ campaign: campaign({ state: 'idle', pass: 0 }), lines: [], changed: [] });
    client.view.next(rowsView([row(1), row(2)]));
    await open();
    expect(text()).toContain('Not started');
    expect(element().querySelectorAll('[role=row][id]')).toHaveLength(3);
    button('Call').click();
    await settle();
    expect(client.asked).toContainEqual(['start', CAMPAIGN_ID, undefined]);
  });

  it('follows every change without a reload', async () => {
    client.live.next({ campaign: campaign(), lines: [row(1, 'ringing')], changed: [] });
    client.view.next(rowsView([row(1, 'ringing'), row(2)]));
    await open();
    expect(text()).toContain('Ringing');
    client.live.next({
      campaign: campaign({ seq: 2, counts: counts({ completed: 1, idle: 9 }) }),
      lines: [],
      changed: [],
    });
    client.view.next(rowsView([row(1, 'completed'), row(2)]));
    await settle();
    expect(text()).not.toContain('Ringing');
    expect(text()).toContain('Completed 1');
  });

  it('waits for the answer and shows an error beside the board', async () => {
    client.live.next({ campaign: campaign(), lines: [], changed: [] });
    await open();
    let refuse = (_error: Error): void => undefined;
    client.answer = () => new Promise((_resolve, reject) => (refuse = reject));
    button('Pause').click();
    await settle();
    expect(button('Pause').disabled).toBe(true);
    refuse(new RingsideError('timeout', 'no answer'));
    await settle();
    expect(button('Pause').disabled).toBe(false);
    expect(element().querySelector('[role=alert]')?.textContent).toContain('No answer came');
  });

  it('takes the answer of a command before the next frame', async () => {
    client.live.next({ campaign: campaign({ seq: 5 }), lines: [], changed: [] });
    await open();
    client.answer = () => Promise.resolve(campaign({ seq: 6, state: 'paused' }));
    button('Pause').click();
    await settle();
    expect(text()).toContain('Paused');
    expect(button('Resume')).toBeTruthy();
  });

  it('says why it does not dial', async () => {
    const holding = { code: 'provider_refusing', since: '2026-03-01T10:00:00Z', detail: '503' } as const;
    client.live.next({ campaign: campaign({ holding }), lines: [], changed: [] });
    await open();
    expect(text()).toContain('The phone system keeps refusing calls.');
  });

  it('says what is done about answering machines, where anything can be', async () => {
    client.live.next({ campaign: campaign(), lines: [], changed: [] });
    await open();
    expect(text()).not.toContain('machines');
    const { phone_system } = account();
    client.account.next({
      account: account({ phone_system: { ...phone_system, can_detect_machines: true } }),
      campaigns: [],
    });
    await settle();
    expect(text()).toContain('machines left alone');
    for (const [machine_detection, said] of [
      ['detect', 'machines told apart'],
      ['hang_up', 'machines hung up on'],
    ] as const) {
      client.live.next({ campaign: campaign({ machine_detection }), lines: [], changed: [] });
      await settle();
      expect(text()).toContain(said);
    }
  });

  it('says by a key how the list is set up: caller ID, where its states are posted, and the way to its messages', async () => {
    client.live.next({ campaign: campaign(), lines: [], changed: [] });
    await open();
    expect(text()).not.toContain('from');
    const press = async (key: string): Promise<void> => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await settle();
    };
    await press('i');
    expect(words(openDialog())).toContain('no server is told of its calls');
    buttonIn(openDialog(), 'Close').click();
    await settle();

    const call_state_url = 'https://example.com/calls/:id';
    client.live.next({
      campaign: campaign({ from: '+13015550100', call_state_url }),
      lines: [],
      changed: [],
    });
    await settle();
    expect(text()).toContain('from +1 301 555 0100');
    await press('i');
    expect(words(openDialog())).toContain('+1 301 555 0100');
    expect(openDialog().querySelector('input')?.value).toBe(call_state_url);
    const link = openDialog().querySelector('a');
    expect(link?.getAttribute('href')).toBe(`/messages?campaign=${CAMPAIGN_ID}`);
    buttonIn(openDialog(), 'Close').click();
    await settle();
  });

  it('tells in the story who answered, and that a number is not to be called', async () => {
    const ended = row(1, 'completed', { reason: 'answering_machine' });
    client.story = () =>
      Promise.resolve({
        uri: '',
        actions: {},
        resources: {},
        ...pbxCall(1, { id: 'call-1', answered_by: 'machine', flags: ['do_not_call'] }),
        events: [],
      });
    client.live.next({ campaign: campaign(), lines: [], changed: [] });
    client.view.next(rowsView([ended]));
    await open('?row=1');
    const story = element().querySelector('rs-story');
    // It is read a moment after the row was chosen.
    for (let tries = 0; tries < 20 && !text().includes('answered by'); tries++) await settle();
    expect(story && words(story)).toContain('hung up on a machine answered by a machine');
    expect(story && words(story)).toContain('do not call it again');
  });

  it('asks before it stops, and before it calls everybody again', async () => {
    client.live.next({ campaign: campaign(), lines: [], changed: [] });
    await open();
    button('Stop').click();
    await settle();
    expect(client.asked.map(([name]) => name)).not.toContain('stop');
    button('Stop the campaign').click();
    await settle();
    expect(client.asked).toContainEqual(['stop', CAMPAIGN_ID]);
  });

  it('offers the unanswered after the end', async () => {
    const over = campaign({ state: 'completed', counts: counts({ completed: 7, busy: 2, no_answer: 1 }) });
    client.live.next({ campaign: over, lines: [], changed: [] });
    await open();
    button('Only the unanswered (3)').click();
    await settle();
    expect(client.asked).toContainEqual(['start', CAMPAIGN_ID, 'unanswered']);
    expect(button('Export as CSV')).toBeTruthy();
  });

  it('starts nothing while the brake is on', async () => {
    client.account.next({ account: account({ dialing_stopped_at: '2026-03-01T10:00:00Z' }), campaigns: [] });
    client.live.next({ campaign: campaign({ state: 'idle' }), lines: [], changed: [] });
    await open();
    expect(button('Call').disabled).toBe(true);
    expect(text()).toContain('Dialing is stopped.');
    button('Allow dialing again').click();
    await settle();
    expect(client.asked).toContainEqual(['allowDialing']);
  });

  it('keeps its filter in the address', async () => {
    client.live.next({
      campaign: campaign({ counts: counts({ busy: 2, idle: 8 }) }),
      lines: [],
      changed: [],
    });
    await open();
    button('Busy').click();
    await settle();
    expect(TestBed.inject(Router).url).toContain('status=busy');
    expect(client.asked).toContainEqual(['rows', CAMPAIGN_ID, { status: 'busy' }]);
  });

  it('says so when the campaign does not exist', async () => {
    client.live.error(new RingsideError('not_found', 'no such campaign', 404));
    await open();
    expect(text()).toContain('This does not exist');
  });

  it('says when the phone system is the mock one', async () => {
    const mock = {
      provider: 'call_api',
      label: 'Mock phone system',
      mock: true,
      can_hang_up: false,
      can_detect_machines: false,
    };
    client.account.next({ account: account({ phone_system: mock }), campaigns: [] });
    client.live.next({ campaign: campaign(), lines: [], changed: [] });
    await open();
    expect(text()).toContain('no real phone rings');
  });
});

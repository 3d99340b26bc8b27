import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { RingsideError } from '@ringside/client';
import { RINGSIDE } from '../../core/ringside.js';
import { CAMPAIGN_ID, FakeClient, account } from '../../testing/fake-client.js';
import { words } from '../../testing/words.js';
import { NewListComponent } from './new-list.component.js';

describe('a new list', () => {
  let client: FakeClient;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const text = (): string => words(element());
  const button = (name: string): HTMLButtonElement => {
    const found = [...element().querySelectorAll('button')].find((each) => words(each).includes(name));
    if (!found) throw new Error(`no button ${name}`);
    return found;
  };
  const type = async (selector: string, value: string): Promise<void> => {
    const field = element().querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
    if (!field) throw new Error(`no ${selector}`);
    field.value = value;
    field.dispatchEvent(new Event('input'));
    await harness.fixture.whenStable();
  };

  beforeEach(async () => {
    client = new FakeClient();
    const routes = [
      { path: 'new', component: NewListComponent },
      { path: 'campaigns/:id', children: [] },
    ];
    TestBed.configureTestingModule({
      providers: [provideRouter(routes), { provide: RINGSIDE, useValue: client }],
    });
    harness = await RouterTestingHarness.create('/new');
    await harness.fixture.whenStable();
  });

  it('begins with sample numbers that can be used at once', async () => {
    expect(text()).toContain('24 numbers');
    button('Use this list').click();
    await harness.fixture.whenStable();
    expect(client.asked.at(-1)).toMatchObject(['createCampaign', { dialer_type: 'Fixed', lines: 3 }]);
    expect(TestBed.inject(Router).url).toBe(`/campaigns/${CAMPAIGN_ID}`);
  });

  it('offers what to do about answering machines only where they can be told', async () => {
    expect(element().querySelector('#machines')).toBeNull();
    button('Use this list').click();
    await harness.fixture.whenStable();
    expect(client.asked.at(-1)?.[1]).not.toHaveProperty('machine_detection');

    await harness.navigateByUrl('/new');
    const { phone_system } = account();
    client.account.next({
      account: account({ phone_system: { ...phone_system, can_detect_machines: true } }),
      campaigns: [],
    });
    await harness.fixture.whenStable();
    const select = element().querySelector<HTMLSelectElement>('#machines');
    if (!select) throw new Error('no choice');
    expect([...select.options].map((option) => option.text.trim())).toEqual([
      'Leave them',
      'Tell them apart',
      'Hang up on them',
    ]);
    expect(select.value).toBe('off');
    select.value = 'hang_up';
    select.dispatchEvent(new Event('change'));
    await harness.fixture.whenStable();
    expect(text()).toContain('As soon as a machine is recognized, the call is over.');
    button('Use this list').click();
    await harness.fixture.whenStable();
    expect(client.asked.at(-1)).toMatchObject(['createCampaign', { machine_detection: 'hang_up' }]);
  });

  it('checks each line as it is typed, and does not take a list with a bad one', async () => {
    await type('textarea', '13018040009\nnobody\n911');
    expect(text()).toContain('2 lines need mending');
    expect(text()).toMatch(/Line 2 ?“nobody” is not a phone number/);
    expect(text()).toMatch(/Line 3 ?“911” is an emergency or short number/);
    expect(button('Use this list').disabled).toBe(true);
    button('Leave these lines out').click();
    await harness.fixture.whenStable();
    expect(button('Use this list').disabled).toBe(false);
  });

  it('sends names along with their numbers, in order', async () => {
    await type('textarea', '13018040009, Ada\n13018040001');
    await type('#name', 'Evening');
    button('Use this list').click();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(client.asked).toContainEqual([
      'createCampaign',
      { dialer_type: 'Fixed', lines: 3, phone_number: [], name: 'Evening' },
    ]);
    expect(client.asked).toContainEqual([
      'addContacts',
      CAMPAIGN_ID,
      '{"phone":"13018040009","name":"Ada"}\n{"phone":"13018040001"}',
      'application/x-ndjson',
    ]);
  });

  it.each(['0', '1.5', '', '1001'])('refuses %p lines', async (lines) => {
    await type('#lines', lines);
    expect(button('Use this list').disabled).toBe(true);
    expect(text()).toContain('A whole number from 1 to 1000.');
  });

  it.each([
    ['example.com/:id', 'An address that begins with http:// or https://'],
    ['ftp://example.com/', 'An address that begins with http:// or https://'],
    ['https://ada:secret@example.com/', 'No name and password in it'],
  ])('does not post state changes to %p', async (url, why) => {
    await type('#call-state-url', url);
    expect(text()).toContain(why);
    expect(button('Use this list').disabled).toBe(true);
    expect(element().querySelector('details')?.open).toBe(true);
    await type('#call-state-url', 'https://example.com/:id');
    expect(button('Use this list').disabled).toBe(false);
  });

  it('does not call from what is no line of text', async () => {
    await type('#from', 'Sales\t<+13015550100>');
    expect(text()).toContain('A number, or a name and a number, in one line');
    expect(button('Use this list').disabled).toBe(true);
    await type('#from', 'Sales <+13015550100>');
    button('Use this list').click();
    await harness.fixture.whenStable();
    expect(client.asked.at(-1)).toMatchObject(['createCampaign', { from: 'Sales <+13015550100>' }]);
  });

  it('says at the field what the server found wrong with it', async () => {
    const detail = '10.1.2.3 is a private address.';
    const errors = [{ field: 'call_state_url', code: 'address_not_allowed', detail }];
    client.createCampaign = () => Promise.reject(new RingsideError('invalid_request', 'no', 400, errors));
    await type('#call-state-url', 'http://10.1.2.3/');
    button('Use this list').click();
    await harness.fixture.whenStable();
    expect(element().querySelector('#call-state-url-why')?.textContent).toContain(detail);
    expect(element().querySelector('[role=alert]')).toBeNull();
    expect(element().querySelector('details')?.open).toBe(true);
    expect(button('Use this list').disabled).toBe(true);
    await type('#call-state-url', 'http://example.com/');
    expect(button('Use this list').disabled).toBe(false);
  });
});

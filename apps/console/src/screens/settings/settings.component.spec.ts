import { beforeEach, describe, expect, it } from '@jest/globals';
import { RouterTestingHarness } from '@angular/router/testing';
import type { SessionResource } from '@ringside/contracts';
import { BEGIN_ANEW } from '../../core/begin-anew.js';
import { type FakeClient, account } from '../../testing/fake-client.js';
import { type FakeDocuments, signedIn } from '../../testing/fake-documents.js';
import { fakeService, settled } from '../../testing/fake-service.js';
import { buttonIn, fill, openDialog, words } from '../../testing/words.js';

describe('the settings', () => {
  let client: FakeClient;
  let documents: FakeDocuments;
  let harness: RouterTestingHarness;
  let loaded: number;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const text = (): string => words(element());
  const settle = (): Promise<void> => settled(harness.fixture);
  const press = async (name: string): Promise<void> => {
    buttonIn(element(), name).click();
    await settle();
  };
  async function open(who: SessionResource): Promise<void> {
    documents.who = who;
    harness = await RouterTestingHarness.create('/settings');
    await settle();
  }

  beforeEach(() => {
    ({ client, documents } = fakeService({ provide: BEGIN_ANEW, useValue: () => loaded++ }));
    loaded = 0;
  });

  it('sets the brakes that were changed, and lifts those that were emptied', async () => {
    client.account.next({ account: account({ max_lines: 20, max_calls_per_day: 500 }), campaigns: [] });
    await open(signedIn('admin'));
    expect(buttonIn(element(), 'Set the brakes').disabled).toBe(true);
    fill(element(), '#max_lines', 'many');
    await settle();
    expect(text()).toContain('A whole number from 1 on, or nothing.');
    expect(buttonIn(element(), 'Set the brakes').disabled).toBe(true);
    fill(element(), '#max_lines', '');
    fill(element(), '#max_calls_per_second', '7');
    await settle();
    await press('Set the brakes');
    expect(client.asked.at(-1)).toEqual(['setBrakes', { max_lines: null, max_calls_per_second: 7 }]);
    // What counts is what the server then says.
    client.account.next({
      account: account({ max_calls_per_second: 7, max_calls_per_day: 500 }),
      campaigns: [],
    });
    await settle();
    expect(text()).toContain('Set; running campaigns follow at once.');
  });

  it('are for admins; everybody has a password and sessions', async () => {
    await open(signedIn('supervisor'));
    expect(text()).not.toMatch(/Brakes/);
    expect(text()).toContain('Ada Lovelace · ada@example.com · Supervisor');
    const [current, fresh] = element().querySelectorAll('input');
    fill(element(), `#${current?.id}`, 'what it was');
    expect(fresh?.minLength).toBe(10);
    fill(element(), `#${fresh?.id}`, 'long enough now');
    await settle();
    await press('Change the password');
    expect(documents.asked).toEqual([
      ['changePassword', { current: 'what it was', password: 'long enough now' }],
    ]);
    expect(text()).toContain('Changed.');
    await press('Sign out everywhere');
    expect(documents.asked.at(-1)).toEqual(['signOutEverywhere']);
    expect(loaded).toBe(1);
  });

  it('say that nobody is known by name who came by link', async () => {
    const nobody = { kind: 'link', user_id: null, email: null, role: null } as const;
    await open(signedIn('admin', nobody));
    expect(text()).toContain('acts as admin without a name');
    expect(text()).not.toContain('Change the password');
  });

  it('show the webhook secret when it is asked for, and rotate it when that is confirmed', async () => {
    await open(signedIn('admin'));
    const secret = (): string | undefined =>
      element().querySelector<HTMLInputElement>('input[aria-label="Webhook secret"]')?.value;
    expect(secret()).toBeUndefined();
    await press('Show the secret');
    expect(secret()).toBe('whsec_first');
    for (const answer of ['Keep it', 'Make a new secret']) {
      await press('Rotate');
      buttonIn(openDialog(), answer).click();
      await settle();
    }
    expect(documents.asked).toEqual([['webhookSecret'], ['rotateWebhookSecret']]);
    expect(secret()).toBe('whsec_second');
    expect(text()).toContain('For a day messages are signed with both.');
  });
});

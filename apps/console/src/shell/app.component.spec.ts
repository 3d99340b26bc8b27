import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RingsideError } from '@ringside/client';
import type { SessionResource } from '@ringside/contracts';
import { defer, throwError } from 'rxjs';
import { BEGIN_ANEW } from '../core/begin-anew.js';
import { type FakeClient, campaign } from '../testing/fake-client.js';
import { type FakeDocuments, signedIn } from '../testing/fake-documents.js';
import { fakeService, settled } from '../testing/fake-service.js';
import { buttonIn, fill, words } from '../testing/words.js';
import { AppComponent } from './app.component.js';

describe('the shell', () => {
  let client: FakeClient;
  let documents: FakeDocuments;
  let fixture: ComponentFixture<AppComponent>;
  let loaded: (string | undefined)[];
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const text = (): string => words(element());
  const rail = (): string => words(element().querySelector('rs-rail') ?? element());
  const settle = (): Promise<void> => settled(fixture);

  async function open(address: string, who: SessionResource | null): Promise<void> {
    documents.who = who;
    if (who === null) client.connection.next({ status: 'signed_out', lastHeardAt: null });
    fixture = TestBed.createComponent(AppComponent);
    await TestBed.inject(Router).navigateByUrl(address);
    await settle();
  }

  beforeEach(() => {
    ({ client, documents } = fakeService({
      provide: BEGIN_ANEW,
      useValue: (address?: string) => void loaded.push(address),
    }));
    client.account.next({ ...client.account.value, campaigns: [campaign({ state: 'running' })] });
    loaded = [];
  });

  it('offers an admin everything, and says who that is', async () => {
    await open('/campaigns', signedIn('admin'));
    for (const name of ['New list', 'People', 'API keys', 'Settings', 'Open in another browser'])
      expect(rail()).toContain(name);
    expect(rail()).toContain('Ada Lovelace Admin');
  });

  it('offers a supervisor what dials, and nothing of the account', async () => {
    await open('/campaigns', signedIn('supervisor'));
    expect(rail()).toContain('New list');
    expect(rail()).toContain('Settings');
    for (const name of ['People', 'API keys', 'Open in another browser']) expect(rail()).not.toContain(name);
  });

  it('offers a key that may only read nothing that dials', async () => {
    const key = { kind: 'api_key', name: 'Export', permissions: ['read'], role: null } as const;
    await open('/campaigns', signedIn('supervisor', key));
    expect(rail()).not.toContain('New list');
    expect(text()).not.toMatch(/New list|Stop everything/);
    expect(rail()).toContain('Export API key');
  });

  it('has nothing for a caller, and lets them leave', async () => {
    await open('/', signedIn('caller'));
    expect(element().querySelector('nav')).toBeNull();
    expect(text()).toContain('there is nothing here for callers yet');
    expect(buttonIn(element(), 'Sign out')).toBeTruthy();
  });

  it('has what is live for a caller as soon as they are a supervisor', async () => {
    const refused = new RingsideError('forbidden', 'account.follow needs the permission "read".');
    let refuse = true;
    const account = client.account;
    Object.assign(client, { account: defer(() => (refuse ? throwError(() => refused) : account)) });
    await open('/campaigns', signedIn('caller'));
    expect(text()).toContain('there is nothing here');
    // A changed role ends the connection; the next one asks who is there.
    refuse = false;
    documents.who = signedIn('supervisor');
    client.connection.next({ status: 'reconnecting', lastHeardAt: 1 });
    await settle();
    client.connection.next({ status: 'live', lastHeardAt: 2 });
    await settle();
    expect(text()).toContain('Spring renewals');
  });

  it('is a door to strangers: email and password, a key, or what to do with neither', async () => {
    await open('/campaigns', null);
    expect(element().querySelector('nav')).toBeNull();
    expect(text()).toContain('npm start -- --sign-in-link');
    fill(element(), '#email', ' ada@example.com ');
    fill(element(), '[type=password]', 'a secret of hers');
    documents.failing = 'unauthenticated';
    buttonIn(element(), 'Sign in').click();
    await settle();
    expect(text()).toContain('The email or the password is not right.');
    buttonIn(element(), 'Sign in').click();
    await settle();
    expect(documents.asked.at(-1)).toEqual([
      'signIn',
      { email: 'ada@example.com', password: 'a secret of hers' },
    ]);
    // The page that was asked for, from its beginning.
    expect(loaded).toEqual([undefined]);

    fill(element(), '#key', 'k');
    fill(element(), '#secret', 's');
    buttonIn(element(), 'Sign in with the key').click();
    await settle();
    expect(client.asked.at(-1)).toEqual(['signIn', 'k', 's']);
  });

  it('welcomes who was invited, signed in or not', async () => {
    await open('/welcome#the-token', null);
    const button = buttonIn(element(), 'Set the password and sign in');
    fill(element(), '[type=password]', 'long enough now');
    await settle();
    documents.failing = 'internal';
    button.click();
    await settle();
    button.click();
    await settle();
    expect(documents.asked.at(-1)).toEqual(['accept', { token: 'the-token', password: 'long enough now' }]);
    expect(loaded).toEqual(['/']);
  });

  it('says when an invitation is over', async () => {
    await open('/welcome', null);
    expect(text()).toContain('This invitation has been used, or is too old');
    await open('/welcome#the-token', null);
    fill(element(), '[type=password]', 'long enough now');
    await settle();
    documents.failing = 'invitation_over';
    buttonIn(element(), 'Set the password').click();
    await settle();
    expect(text()).toContain('This invitation has been used, or is too old');
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { RouterTestingHarness } from '@angular/router/testing';
import { type FakeDocuments, signedIn, user } from '../../testing/fake-documents.js';
import { fakeService, settled } from '../../testing/fake-service.js';
import { buttonIn, fill, openDialog, words } from '../../testing/words.js';

describe('the people screen', () => {
  let documents: FakeDocuments;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const rows = (): string[] => [...element().querySelectorAll('tbody tr')].map((row) => words(row));
  const settle = (): Promise<void> => settled(harness.fixture);
  const press = async (root: HTMLElement, name: string): Promise<void> => {
    buttonIn(root, name).click();
    await settle();
  };

  async function open(...people: Parameters<typeof user>[]): Promise<void> {
    documents.people = people.map((each) => user(...each));
    harness = await RouterTestingHarness.create('/people');
    await settle();
  }

  beforeEach(() => {
    ({ documents } = fakeService());
    documents.who = signedIn('admin');
  });

  it('says what to do while nobody is there', async () => {
    await open();
    expect(words(element())).toContain('Nobody is here by name yet');
  });

  it('lists who is there, by name, and says which one is oneself', async () => {
    await open(
      ['Grace Hopper', { state: 'invited', sessions: 0, last_seen_at: null }],
      ['Ada Lovelace', { role: 'admin' }],
      ['Alan Turing', { state: 'disabled' }],
    );
    expect(rows()[0]).toMatch(
      /^Ada Lovelace you ada-lovelace@example.com Admin Admin Active 1 .* ago Change/,
    );
    expect(rows()[1]).toMatch(/^Alan Turing alan-turing@example.com Supervisor Supervisor Disabled/);
    expect(rows()[2]).toMatch(
      /^Grace Hopper grace-hopper@example.com Supervisor Supervisor Invited 0 never Change/,
    );
  });

  it('offers nothing that a supervisor may not do', async () => {
    documents.who = signedIn('supervisor');
    await open(['Ada Lovelace']);
    expect(words(element())).toContain('Only admins see the people of this account and invite them.');
    expect(element().querySelector('main button, table')).toBeNull();
    expect(words(element())).not.toContain('Invite ');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    await settle();
    expect(document.querySelector('[role=dialog]')).toBeNull();
  });

  it('says why it cannot list them', async () => {
    documents.failing = 'forbidden';
    await open();
    expect(words(element())).toContain('You may not do this.');
    await press(element(), 'Try again');
    expect(words(element())).toContain('Nobody is here by name yet');
  });

  it('invites somebody, and shows the link once', async () => {
    await open();
    await press(element(), 'Invite');
    fill(openDialog(), '#invite-name', 'Grace Hopper');
    fill(openDialog(), '#invite-email', ' grace@example.com ');
    openDialog().querySelector<HTMLInputElement>('input[value=admin]')?.click();
    documents.failing = 'email_taken';
    await press(openDialog(), 'Make the invitation');
    expect(words(openDialog())).toContain('Somebody with this email is here already.');
    await press(openDialog(), 'Make the invitation');
    expect(documents.asked.at(-1)).toEqual([
      'invite',
      { name: 'Grace Hopper', email: 'grace@example.com', role: 'admin' },
    ]);
    expect(words(openDialog())).toContain('Give this link to Grace Hopper yourself');
    expect(openDialog().querySelector<HTMLInputElement>('input[readonly]')?.value).toBe(
      'http://localhost/welcome#token',
    );
    await press(openDialog(), 'Done');
    await press(element(), 'Invite');
    expect(openDialog().querySelector('input[readonly]')).toBeNull();
    await press(openDialog(), 'Close');
  });

  it('changes the role, and says that there has to be an admin', async () => {
    await open(['Grace Hopper', { role: 'admin' }]);
    await press(element(), 'Change');
    expect(buttonIn(openDialog(), 'Save').disabled).toBe(true);
    openDialog().querySelector<HTMLInputElement>('input[value=caller]')?.click();
    await settle();
    documents.failing = 'last_admin';
    await press(openDialog(), 'Save');
    expect(words(openDialog())).toContain('This is the last admin.');
    await press(openDialog(), 'Save');
    expect(documents.asked.at(-1)).toEqual(['change', 'grace-hopper', { role: 'caller' }]);
    expect(rows()[0]).toContain('Caller');
    expect(document.querySelector('[role=dialog], [role=alertdialog]')).toBeNull();
  });

  it('disables and enables, signs out everywhere, makes a new link', async () => {
    await open(['Grace Hopper']);
    await press(element(), 'Change');
    await press(openDialog(), 'Sign out everywhere');
    await press(openDialog(), 'Link to set a new password');
    expect(openDialog().querySelector('input[readonly]')).not.toBeNull();
    await press(openDialog(), 'Disable');
    expect(rows()[0]).toContain('Disabled');
    await press(openDialog(), 'Enable again');
    expect(documents.asked.map(([what]) => what)).toEqual(['signOut', 'inviteAgain', 'change', 'change']);
    expect(rows()[0]).toContain('Active');
    await press(openDialog(), 'Close');
  });

  it('removes only when that is confirmed, and never oneself', async () => {
    await open(['Grace Hopper'], ['Ada Lovelace', { role: 'admin' }]);
    await press(element(), 'Change');
    expect(words(openDialog())).toContain('Ada Lovelace');
    expect(words(openDialog())).not.toMatch(/Remove|Disable/);
    await press(openDialog(), 'Close');
    const change = (): HTMLElement | null => element().querySelectorAll<HTMLElement>('tbody .button').item(1);
    for (const answer of ['Keep', 'Remove Grace Hopper']) {
      change()?.click();
      await settle();
      await press(openDialog(), 'Remove');
      expect(words(openDialog())).toContain('grace-hopper@example.com is signed out everywhere');
      await press(openDialog(), answer);
    }
    expect(documents.asked).toEqual([['delete', 'grace-hopper']]);
    expect(rows()).toHaveLength(1);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { RouterTestingHarness } from '@angular/router/testing';
import { type FakeDocuments, apiKey, signedIn } from '../../testing/fake-documents.js';
import { fakeService, settled } from '../../testing/fake-service.js';
import { buttonIn, fill, openDialog, words } from '../../testing/words.js';

describe('the API keys screen', () => {
  let documents: FakeDocuments;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const rows = (): string[] => [...element().querySelectorAll('tbody tr')].map((row) => words(row));
  const secret = (): string | undefined =>
    openDialog().querySelector<HTMLInputElement>('input[aria-label^=Secret]')?.value;
  const settle = (): Promise<void> => settled(harness.fixture);
  const press = async (root: HTMLElement, name: string): Promise<void> => {
    buttonIn(root, name).click();
    await settle();
  };

  async function open(...keys: Parameters<typeof apiKey>[]): Promise<void> {
    documents.keys = keys.map((each) => apiKey(...each));
    harness = await RouterTestingHarness.create('/api-keys');
    await settle();
  }

  beforeEach(() => {
    ({ documents } = fakeService());
    documents.who = signedIn('admin');
  });

  it('offers nothing that a supervisor may not do', async () => {
    documents.who = signedIn('supervisor');
    await open(['Call center']);
    expect(words(element())).toContain('Only admins see API keys and make them.');
    expect(words(element())).toContain('You are signed in as Ada Lovelace ( Supervisor )');
    expect(element().querySelector('main button, table')).toBeNull();
    expect(words(element())).not.toContain('Make a key');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    await settle();
    expect(document.querySelector('[role=dialog]')).toBeNull();
  });

  it('lists the keys that work before those that were revoked', async () => {
    await open(
      ['Old export', { revoked_at: '2026-03-01T10:00:00Z', last_used_at: '2026-02-01T10:00:00Z' }],
      ['Call center', { permissions: ['read', 'dial', 'admin'] }],
      ['Rotated', { created_at: '2026-02-01T10:00:00Z', previous_secret_until: '2126-01-01T10:00:00Z' }],
    );
    expect(rows()[0]).toMatch(
      /^Call center Rename Call center rk_abcdefghijklmnop read dial administer Never used read dial administer Works .* ago never Rotate/,
    );
    expect(rows()[1]).toContain('so does its old secret, until');
    expect(rows()[2]).toMatch(/Revoked .* ago/);
    expect(rows()[2]).not.toContain('Rotate');
  });

  it('makes a key of the permissions that were chosen, and shows its secret once', async () => {
    await open();
    expect(words(element())).toContain('No key yet');
    await press(element(), 'Make a key');
    fill(openDialog(), '#key-name', ' Nightly export ');
    const [read, dial] = openDialog().querySelectorAll<HTMLInputElement>('input[type=checkbox]');
    read?.click();
    dial?.click();
    await settle();
    expect(buttonIn(openDialog(), 'Make the key').disabled).toBe(true);
    read?.click();
    await settle();
    await press(openDialog(), 'Make the key');
    expect(documents.asked).toEqual([['create', { name: 'Nightly export', permissions: ['read'] }]]);
    expect(secret()).toBe('the-secret');
    expect(rows()).toHaveLength(1);
    await press(openDialog(), 'Done');
    await press(element(), 'Make a key');
    expect(secret()).toBeUndefined();
    await press(openDialog(), 'Close');
  });

  it('renames a key, and says at the name when that failed', async () => {
    await open(['Call center']);
    await press(element(), 'Rename');
    expect(buttonIn(openDialog(), 'Rename the key').disabled).toBe(true);
    fill(openDialog(), '#key-name', ' Nightly export ');
    await settle();
    documents.failing = 'store_unavailable';
    await press(openDialog(), 'Rename the key');
    expect(words(openDialog())).toContain('The database does not answer.');
    await press(openDialog(), 'Rename the key');
    expect(documents.asked.at(-1)).toEqual(['rename', 'call-center', 'Nightly export']);
    expect(document.querySelector('[role=dialog]')).toBeNull();
    expect(rows()[0]).toMatch(/^Nightly export/);
  });

  it('rotates with the time that both secrets work', async () => {
    await open(['Call center']);
    await press(element(), 'Rotate');
    const choice = openDialog().querySelector('select');
    expect(choice?.value).toBe('86400');
    if (choice) choice.value = '3600';
    choice?.dispatchEvent(new Event('change'));
    await press(openDialog(), 'Make a new secret');
    expect(documents.asked).toEqual([['rotate', 'call-center', 3600]]);
    expect(secret()).toBe('the-secret');
    await press(openDialog(), 'Done');
  });

  it('revokes only when that is confirmed', async () => {
    await open(['Call center']);
    for (const answer of ['Keep it', 'Revoke the key']) {
      await press(element(), 'Revoke');
      await press(openDialog(), answer);
    }
    expect(documents.asked).toEqual([['revoke', 'call-center']]);
    expect(rows()[0]).toContain('Revoked');
  });
});

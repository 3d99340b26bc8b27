import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { WebhookMessageResource } from '@ringside/contracts';
import { CAMPAIGN_ID, type FakeClient, account, campaign } from '../../testing/fake-client.js';
import { type FakeDocuments, message, posted, signedIn } from '../../testing/fake-documents.js';
import { fakeService, settled } from '../../testing/fake-service.js';
import { buttonIn, words } from '../../testing/words.js';

describe('the messages screen', () => {
  let documents: FakeDocuments;
  let client: FakeClient;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const rows = (): string[] => [...element().querySelectorAll('tbody tr')].map((row) => words(row));
  const panel = (): string => words(element().querySelector('aside') ?? document.createElement('i'));
  const settle = (): Promise<void> => settled(harness.fixture, { turns: 3 });
  const press = async (name: string): Promise<void> => {
    buttonIn(element(), name).click();
    await settle();
  };
  const key = async (name: string): Promise<void> => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    await settle();
  };

  async function open(messages: readonly WebhookMessageResource[], query = ''): Promise<void> {
    documents.messages = [...messages];
    harness = await RouterTestingHarness.create(`/messages${query}`);
    await settle();
  }
  const dead = message(2, {
    name: 'call.completed',
    state: 'dead',
    tries: 12,
    last_status: 500,
    last_error: 'The server answered 500.',
    delivered_at: null,
  });

  beforeEach(() => {
    ({ client, documents } = fakeService());
    documents.who = signedIn('supervisor');
  });

  it('says how there come to be any', async () => {
    await open([]);
    expect(words(element())).toContain('No messages yet');
  });

  it('lists what became of each: delivered, dead, or when it is tried next', async () => {
    client.account.next({ account: account(), campaigns: [campaign()] });
    const soon = new Date(Date.now() + 65_500).toISOString();
    const waits = { state: 'waiting', tries: 2, last_status: null, delivered_at: null } as const;
    await open([
      dead,
      message(3, { ...waits, next_try_at: soon, last_error: 'Nothing listens there.' }),
      message(4, { ...waits, next_try_at: '2026-03-01T10:00:00Z', tries: 0 }),
      message(1),
    ]);
    expect(rows()[0]).toMatch(/^call.completed Spring renewals .*Dead .* 12 The server answered 500\./);
    expect(rows()[1]).toMatch(/Waiting next try in 1:0\d 2 Nothing listens there\./);
    expect(rows()[2]).toContain('as soon as its turn comes 0 Not tried yet.');
    expect(rows()[3]).toMatch(/Delivered .* 1 204/);
  });

  it('keeps its filter in the address, and says when nothing fits', async () => {
    await open([dead, message(1)]);
    await press('Waiting');
    expect(TestBed.inject(Router).url).toBe('/messages?state=waiting');
    expect(words(element())).toContain('No message waits.');
    await press('Dead');
    expect(rows()).toHaveLength(1);
    await press('All');
    expect(TestBed.inject(Router).url).toBe('/messages');
    expect(rows()).toHaveLength(2);
  });

  it('shows those of one campaign by its address, until that is taken off', async () => {
    client.account.next({ account: account(), campaigns: [campaign()] });
    await open([message(1)], `?campaign=${CAMPAIGN_ID}&call=nonsense`);
    expect(documents.asked.at(-1)).toEqual(['messages', { campaign: CAMPAIGN_ID }, 100]);
    await press('Spring renewals');
    expect(documents.asked.at(-1)).toEqual(['messages', {}, 100]);
  });

  it('opens one by key, sends it again by another, and closes it', async () => {
    await open([message(3), dead]);
    await key('j');
    await key('j');
    expect(TestBed.inject(Router).url).toContain('message=message-2');
    expect(panel()).toContain('Given up: it is sent no more by itself.');
    await key(' ');
    expect(documents.asked).toContainEqual(['replay', 'message-2']);
    expect(panel()).toContain('Waiting');
    expect(panel()).not.toContain('Given up');
    await key('Escape');
    expect(element().querySelector('aside')).toBeNull();
  });

  it('shows what is posted, easy to read, and copies it as it is', async () => {
    const written: string[] = [];
    const clipboard = { writeText: (text: string) => Promise.resolve(written.push(text)) };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    await open([dead], '?message=message-2');
    const { body } = posted(dead);
    const shown = element().querySelector('aside pre')?.textContent ?? '';
    expect(shown).toContain('\n  "type": "call.completed",\n');
    expect(JSON.parse(shown)).toEqual(JSON.parse(body));
    await press('Copy what is posted');
    expect(written).toEqual([body]);
  });

  it('says at the message why it could not be sent again', async () => {
    await open([dead], '?message=message-2');
    documents.failing = 'unreachable';
    await press('Send again');
    expect(panel()).toContain('The server cannot be reached');
  });

  it('sends nothing for who may only look', async () => {
    documents.who = signedIn('supervisor', { permissions: ['read'] });
    await open([dead], '?message=message-2');
    expect(panel()).not.toContain('Send again');
    await key(' ');
    expect(documents.asked).not.toContainEqual(['replay', 'message-2']);
  });

  it('says why it cannot list them, and tries again by itself', async () => {
    documents.failing = 'store_unavailable';
    await open([message(1)]);
    expect(words(element())).toContain('The database does not answer.');
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(words(element())).not.toContain('The database does not answer.');
    expect(rows()).toHaveLength(1);
  });

  it('asks for older ones when there are more', async () => {
    await open(Array.from({ length: 150 }, (_, i) => message(150 - i)));
    expect(rows()).toHaveLength(100);
    await press('Older messages');
    expect(rows()).toHaveLength(150);
  });
});

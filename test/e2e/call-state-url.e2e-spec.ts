import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  CallResource,
  CampaignResource,
  Page,
  WebhookMessageResource,
  WebhookSecretResource,
} from '@ringside/contracts';
import { startApi, until, type Api } from './harness.js';
import { Receiver } from './receiver.js';

/** Waits of this suite, short enough to see every try. */
const SCHEDULE = { progress: [60, 120], terminal: [60, 120, 240, 480] };
const TRIES = { progress: 3, terminal: 5 };
/** Answers within the mock's speed, talks, and ends. */
const ANSWERS = '12025550100';

let api: Api;
let receiver: Receiver;
/** Of the tests that need two. */
let second: Receiver | null = null;

beforeAll(async () => {
  api = await startApi({
    messageSchedule: SCHEDULE,
    mock: { seed: 5, behaviour: { people: 'instant' } },
  });
});
afterAll(() => api.stop());
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(async () => {
  await receiver.close();
  await second?.close();
  second = null;
});

const dial = async (body: object): Promise<CampaignResource> => {
  const response = await api.post('/v1/call', { dialer_type: 'Fixed', phone_number: ANSWERS, ...body });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as CampaignResource;
};
const messagesOf = async (
  campaign: CampaignResource,
  query = '',
): Promise<readonly WebhookMessageResource[]> =>
  (
    await api.get<Page<WebhookMessageResource>>(
      `/v1/webhook-messages?limit=1000&campaign=${campaign.id}${query}`,
    )
  ).items;
/** All of them, once the campaign is over and none waits. */
const settled = async (campaign: CampaignResource): Promise<readonly WebhookMessageResource[]> => {
  await until(
    () => api.get<CampaignResource>(campaign.uri),
    ({ state }) => state === 'completed',
  );
  return until(
    () => messagesOf(campaign),
    (messages) => messages.length > 0 && messages.every(({ state }) => state !== 'waiting'),
  );
};
const secretOf = async (): Promise<string> =>
  (await api.get<WebhookSecretResource>('/v1/account/webhook-secret')).secret;

describe('what a developer is told of a call', () => {
  it('every change of its state, once, in order, signed, at the address with its ids', async () => {
    const phones = Array.from({ length: 20 }, (_, i) => `1${202 + i}5550100`);
    const campaign = await dial({
      phone_number: phones,
      lines: 5,
      call_state_url: `${receiver.url}/c/:campaign_id/calls/:id/callers/:caller_id?call=:call_id`,
    });
    expect(campaign.call_state_url).toContain('/:caller_id?call=:call_id');
    const messages = await settled(campaign);
    const calls = (await api.get<Page<CallResource>>(`${campaign.uri}/calls?limit=1000`)).items;
    expect(calls).toHaveLength(phones.length);
    for (const call of calls) {
      const posts = receiver.of(call.id);
      expect(posts.map(({ message }) => message.data.sequence)).toEqual(posts.map((_, i) => i + 1));
      expect(posts.map(({ message }) => message.type)).toEqual(
        (await api.get<{ events: { source: string; type: string }[] }>(call.uri)).events
          .filter(({ source }) => source === 'fact')
          .map(({ type }) => type),
      );
      expect(posts.at(-1)?.message.data).toEqual({
        call_id: call.id,
        campaign_id: campaign.id,
        contact_id: call.contact_id,
        caller_id: null,
        sequence: posts.length,
        state: 'completed',
        reason: null,
        answered_by: null,
      });
      for (const { url, headers, id } of posts) {
        expect(url).toBe(`/c/${campaign.id}/calls/${call.id}/callers/none?call=${call.id}`);
        expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': id });
      }
    }
    expect(receiver.received).toHaveLength(messages.length);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(messages.length);
    expect(
      messages.every(
        ({ state, tries, last_status }) => state === 'delivered' && tries === 1 && last_status === 204,
      ),
    ).toBe(true);
    receiver.verify(await secretOf());
  });

  it('nothing of a campaign without an address', async () => {
    const campaign = await dial({});
    await until(
      () => api.get<CampaignResource>(campaign.uri),
      ({ state }) => state === 'completed',
    );
    expect(await messagesOf(campaign)).toEqual([]);
    expect(campaign.resources).not.toHaveProperty('webhook_messages');
  });

  it('again after an error, by the schedule, the same message; the next of the call waits', async () => {
    const failed = new Set<string>();
    receiver.reply = ({ id, message }) => {
      if (message.type !== 'call.ringing' || failed.size >= 2) return 204;
      failed.add(`${id} ${receiver.received.length}`);
      return 503;
    };
    const campaign = await dial({ call_state_url: `${receiver.url}/` });
    const messages = await settled(campaign);
    expect(messages.every(({ state }) => state === 'delivered')).toBe(true);
    const types = receiver.received.map(({ message }) => message.data.sequence);
    expect(types).toEqual([...types].sort((a, b) => a - b));
    const ringing = receiver.received.filter(({ message }) => message.type === 'call.ringing');
    expect(ringing).toHaveLength(TRIES.progress);
    expect(new Set(ringing.map(({ id, body }) => id + body)).size).toBe(1);
    const [first, second, third] = ringing.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(SCHEDULE.progress[0] ?? 0);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(SCHEDULE.progress[1] ?? 0);
  });

  it('until it is dead; then it can be replayed, with the same id', async () => {
    receiver.reply = () => 500;
    const campaign = await dial({ call_state_url: `${receiver.url}/` });
    const messages = await settled(campaign);
    for (const { name, state, tries, last_error } of messages) {
      expect([name, state, tries]).toEqual([
        name,
        'dead',
        name === 'call.completed' ? TRIES.terminal : TRIES.progress,
      ]);
      expect(last_error).toBe('The server answered 500.');
    }
    expect((await messagesOf(campaign, '&state=dead')).length).toBe(messages.length);
    expect(await messagesOf(campaign, '&state=delivered')).toEqual([]);
    receiver.reply = () => 200;
    const dead = messages.at(-1);
    if (dead === undefined) throw new Error('no message');
    const replayed = await api.post(`${dead.uri}/replay`);
    expect(replayed.status).toBe(200);
    expect(await replayed.json()).toMatchObject({ id: dead.id, sequence: dead.sequence });
    await until(
      () => api.get<WebhookMessageResource>(dead.uri),
      ({ state, last_status, delivered_at }) =>
        state === 'delivered' && last_status === 200 && delivered_at !== null,
    );
    expect(receiver.received.at(-1)).toMatchObject({ id: dead.id });
  });

  it('no more of a message that was answered 410, and none follows a redirect', async () => {
    const elsewhere = (second = await Receiver.start());
    receiver.reply = ({ message }) =>
      message.data.sequence === 1 ? 410 : { status: 307, headers: { location: elsewhere.url } };
    const campaign = await dial({ call_state_url: `${receiver.url}/` });
    const messages = await settled(campaign);
    const [first, ...others] = messages.toReversed();
    expect(first).toMatchObject({ state: 'dead', tries: 1, last_status: 410 });
    for (const other of others)
      expect(other).toMatchObject({
        state: 'dead',
        last_error: 'The server answered 307: redirects are not followed.',
      });
    expect(elsewhere.received).toEqual([]);
  });

  it('after as long as the server asked for', async () => {
    let asked = 0;
    receiver.reply = ({ message }) =>
      message.type === 'call.completed' && asked++ === 0
        ? { status: 429, headers: { 'retry-after': '1' } }
        : 204;
    const campaign = await dial({ call_state_url: `${receiver.url}/` });
    await settled(campaign);
    const [first, second] = receiver.received.filter(({ message }) => message.type === 'call.completed');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('what came while its server was away, in order, once it is back', async () => {
    await receiver.close();
    const campaign = await dial({ call_state_url: `${receiver.url}/` });
    await until(
      () => messagesOf(campaign),
      (messages) => messages.some(({ tries }) => tries > 0),
    );
    await receiver.listen();
    const messages = await settled(campaign);
    expect(messages.find(({ name }) => name === 'call.completed')).toMatchObject({ state: 'delivered' });
    const sequences = receiver.received.map(({ message }) => message.data.sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });
});

describe('a server that never answers', () => {
  it('holds up neither the dialing nor other servers', async () => {
    const dead = (second = await Receiver.start());
    dead.reply = () => 'never';
    const phones = Array.from({ length: 30 }, (_, i) => `1${202 + i}5550100`);
    const slow = await dial({ phone_number: phones, lines: 10, call_state_url: `${dead.url}/` });
    await until(
      () => api.get<CampaignResource>(slow.uri),
      ({ state }) => state === 'completed',
    );
    const began = performance.now();
    const quick = await dial({ call_state_url: `${receiver.url}/` });
    const messages = await settled(quick);
    expect(messages.every(({ state }) => state === 'delivered')).toBe(true);
    // Less than one post to the dead server takes.
    expect(performance.now() - began).toBeLessThan(14_000);
    // Bounded: the others of the dead server wait for their turn.
    expect(dead.received.length).toBeLessThan(phones.length);
  });
});

describe('where messages may go', () => {
  it.each([
    ['http://10.1.2.3/:id', 'address_not_allowed'],
    ['http://[fd00::1]/', 'address_not_allowed'],
    ['http://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['ftp://example.com/', 'isCallStateUrl'],
    ['http://user:secret@example.com/', 'isCallStateUrl'],
    ['http://:id.example.com/', 'isCallStateUrl'],
    ['nonsense', 'isCallStateUrl'],
  ])('not %s', async (call_state_url, code) => {
    const refused = await api.post('/v1/campaigns', {
      dialer_type: 'Fixed',
      phone_number: ANSWERS,
      call_state_url,
    });
    expect(refused.status).toBe(400);
    const { errors } = (await refused.json()) as { errors: { field: string; code: string }[] };
    expect(errors[0]?.field).toBe('call_state_url');
    expect(errors[0]?.code.replaceAll('_', '').toLowerCase()).toBe(code.replaceAll('_', '').toLowerCase());
  });
});

describe('the webhook secret', () => {
  it('is replaced with an overlap: both sign for a day', async () => {
    const before = await secretOf();
    const rotated = await api.post('/v1/account/webhook-secret/rotate', undefined, 'rotate-1');
    expect(rotated.status).toBe(200);
    const { secret } = (await rotated.json()) as WebhookSecretResource;
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(secret).not.toBe(before);
    expect(await secretOf()).toBe(secret);
    // The same command again is the same rotation.
    const again = await api.post('/v1/account/webhook-secret/rotate', undefined, 'rotate-1');
    expect(await again.json()).toMatchObject({ secret });
    await settled(await dial({ call_state_url: `${receiver.url}/` }));
    expect(receiver.received.length).toBeGreaterThan(0);
    receiver.verify(before);
    receiver.verify(secret);
  });
});

describe('messages over REST', () => {
  it('are pages of one account, newest first', async () => {
    const campaign = await dial({ call_state_url: `${receiver.url}/` });
    const messages = await settled(campaign);
    const page = await api.get<Page<WebhookMessageResource>>(
      `/v1/webhook-messages?campaign=${campaign.id}&limit=1`,
    );
    expect(page.items).toEqual(messages.slice(0, 1));
    expect(page.next_page).toContain(`campaign=${campaign.id}`);
    const next = await api.get<Page<WebhookMessageResource>>(page.next_page ?? '');
    expect(next.items).toEqual(messages.slice(1, 2));
    const [message] = messages;
    expect(message).not.toHaveProperty('body');
    const { body } = receiver.received.find(({ id }) => id === message?.id) ?? {};
    expect(await api.get(message?.uri ?? '')).toEqual({ ...message, body });
    const call = await api.get<Page<WebhookMessageResource>>(`/v1/webhook-messages?call=${message?.call_id}`);
    expect(call.items).toEqual(messages);
    expect((await api.request('/v1/webhook-messages/0192a3b4-0000-7000-8000-000000000001')).status).toBe(404);
    expect((await api.post('/v1/webhook-messages/0192a3b4-0000-7000-8000-000000000001/replay')).status).toBe(
      404,
    );
    expect((await api.request('/v1/webhook-messages?state=lost')).status).toBe(400);
    expect((await api.request(message?.uri ?? '', { anonymous: true })).status).toBe(401);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallStoryResource, CampaignResource, ContactPage, Problem } from '@ringside/contracts';
import { startPhone, type Phone } from './phone.js';
import { startApi, until, type Api } from './harness.js';

/** Webhooks from the phone system, and from somebody who is not it (R16). */
let api: Api;
let phone: Phone;
beforeAll(async () => {
  phone = await startPhone();
  api = await startApi({ env: { CALL_API_URL: phone.url } });
});
afterAll(async () => {
  await api.stop();
  await phone.close();
});

async function oneCall(): Promise<{
  readonly url: string;
  readonly story: () => Promise<CallStoryResource>;
}> {
  const before = phone.calls.length;
  const response = await api.post('/v1/call', { dialer_type: 'Fixed', phone_number: '13015550100' });
  const { id } = (await response.json()) as CampaignResource;
  const call = await until(
    () => phone.calls[before],
    (found) => found !== undefined,
  );
  const { items } = await api.get<ContactPage>(`/v1/campaigns/${id}/contacts`);
  return {
    url: call?.webhookUrl ?? '',
    story: () => api.get<CallStoryResource>(`/v1/calls/${items[0]?.call_id}`),
  };
}

const send = (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/json',
): Promise<Response> => fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
const status = (name: string): string => JSON.stringify({ id: 1, status: name });

describe('a webhook', () => {
  it('is answered when it is stored, and moves the call', async () => {
    const { url, story } = await oneCall();
    for (const name of ['ringing', 'answered', 'completed']) {
      expect((await send(url, status(name))).status).toBe(204);
      expect((await story()).state).toBe(name);
    }
  });

  it('with another token, call, connection or provider is 401 without detail, and leaves no trace', async () => {
    const { url, story } = await oneCall();
    const parts = url.split('/');
    const replaced = (index: number, value: string): string => parts.with(index, value).join('/');
    const forged = [
      replaced(-1, 'AAAAAAAAAAAAAAAAAAAAAA'),
      replaced(-2, '01a1f823-b54d-7680-99f7-70ce54fd1f61'),
      replaced(-3, '01a1f823-b54d-7680-99f7-70ce54fd1f61'),
      replaced(-2, 'x'),
      replaced(-3, 'x'),
      replaced(-4, 'twilio'),
      replaced(-1, '%00'),
    ];
    for (const address of forged) {
      const response = await send(address, status('completed'));
      expect(response.status).toBe(401);
      const problem = (await response.json()) as Problem;
      expect(problem.code).toBe('unauthenticated');
      expect(problem.detail).toBeUndefined();
    }
    // Trust comes before reading: a body that cannot be read is no different.
    expect((await send(forged[0] ?? '', 'not json')).status).toBe(401);
    const { state, events } = await story();
    expect(state).toBe('dialing');
    expect(events.filter(({ source }) => source === 'webhook')).toEqual([]);
  });

  it('that is doubled, late or unknown is kept, flagged, and changes nothing', async () => {
    const { url, story } = await oneCall();
    for (const name of ['answered', 'answered', 'ringing', 'on_fire', 'completed', 'completed', 'answered']) {
      expect((await send(url, status(name))).status).toBe(204);
    }
    const { state, events } = await story();
    expect(state).toBe('completed');
    const webhooks = events.filter(({ source }) => source === 'webhook');
    expect(webhooks.map(({ type, applied }) => [type, applied])).toEqual([
      ['answered', true],
      ['answered', false],
      ['ringing', false],
      ['on_fire', false],
      ['completed', true],
      ['completed', false],
      ['answered', false],
    ]);
  });

  it.each([
    ['nothing', '', 400],
    ['no JSON', '{"id":1', 400],
    ['no status', '{"id":1}', 400],
    ['a status that is no word', '{"id":1,"status":{"a":1}}', 400],
    ['an array', '[]', 400],
    ['64 kB and more', JSON.stringify({ id: 1, status: 'ringing', filling: 'x'.repeat(70_000) }), 413],
  ])('with %s is refused with a code', async (_, body, expected) => {
    const { url, story } = await oneCall();
    const response = await send(url, body);
    expect(response.status).toBe(expected);
    expect(((await response.json()) as Problem).code).toMatch(/^[a-z_]+$/);
    expect((await story()).state).toBe('dialing');
  });

  it('may have any content type, and bytes that are not text', async () => {
    const { url, story } = await oneCall();
    expect((await send(url, status('ringing'), 'text/plain')).status).toBe(204);
    expect((await send(url, new Uint8Array([0xff, 0xfe, 0]), 'application/octet-stream')).status).toBe(400);
    expect((await send(url, '{"id":1,"status":"answered","note":"\\u0000"}')).status).toBe(204);
    expect((await story()).state).toBe('answered');
  });

  it('is stored two hundred times a call at the most', async () => {
    const { url, story } = await oneCall();
    for (let i = 0; i < 230; i++) await send(url, status('ringing'));
    expect((await send(url, status('completed'))).status).toBe(204);
    const { state, events } = await story();
    expect(state).toBe('completed');
    const webhooks = events.filter(({ source }) => source === 'webhook');
    expect(webhooks).toHaveLength(201);
    expect(webhooks.at(-1)?.type).toBe('completed');
  });
});

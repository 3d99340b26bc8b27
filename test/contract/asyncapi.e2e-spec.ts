import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ack, CampaignResource } from '@ringside/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { io, type Socket } from 'socket.io-client';
import { CREDENTIALS, startApi, until, type Api } from '../e2e/harness.js';

interface Message {
  readonly name: string;
  readonly payload: object;
}
interface AsyncDocument {
  readonly asyncapi: string;
  readonly channels: {
    readonly socket: { readonly messages: Readonly<Record<string, Message>> };
    readonly call_state_url: { readonly messages: Readonly<Record<string, Message>> };
  };
  readonly operations: Readonly<
    Record<string, { readonly action: 'send' | 'receive'; readonly reply?: object }>
  >;
}

let api: Api;
let document: AsyncDocument;
let socket: Socket;
/** Everything the socket said, by event. */
const heard = new Map<string, unknown[]>();
beforeAll(async () => {
  api = await startApi({ followsMock: true, mock: { behaviour: { speed: 50, people: 'answer' } } });
  document = await api.get<AsyncDocument>('/v1/asyncapi.json');
  socket = io(api.url, {
    transports: ['websocket'],
    auth: { api_key: CREDENTIALS.apiKey, api_auth: CREDENTIALS.apiAuth },
    forceNew: true,
  });
  socket.onAny((event: string, body: unknown) => heard.set(event, [...(heard.get(event) ?? []), body]));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
});
afterAll(async () => {
  socket.close();
  await api.stop();
});

/** What does not fit a message of the document, or null. */
function misfit(name: string, body: unknown): string | null {
  const message = document.channels.socket.messages[name];
  if (message === undefined) return `${name} is not in the document`;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...document });
  const payload = JSON.stringify(message.payload).replaceAll('"#/components/', '"api#/components/');
  return ajv.validate(JSON.parse(payload) as object, body) ? null : `${name}: ${ajv.errorsText()}`;
}

async function send(command: string, body: object): Promise<Ack<unknown>> {
  expect(misfit(command, body)).toBeNull();
  const answer = (await socket.timeout(30_000).emitWithAck(command, body)) as Ack<unknown>;
  expect(misfit(`${command}.answer`, answer)).toBeNull();
  return answer;
}

describe('the AsyncAPI document', () => {
  it('refers to nothing that is not there', () => {
    expect(document.asyncapi).toBe('3.0.0');
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(30);
    for (const [, path = ''] of references) {
      let found: unknown = document;
      for (const part of path.split('/')) found = (found as Record<string, unknown> | undefined)?.[part];
      expect([path, found]).toEqual([path, expect.anything()]);
    }
  });

  it('has every command of the socket with its answer, and every answer fits', async () => {
    const phone_number = Array.from({ length: 30 }, (_, i) => `120255501${10 + i}`);
    const made = await api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number });
    const { id } = (await made.json()) as CampaignResource;
    const bodies: Readonly<Record<string, object>> = {
      'campaign.follow': { id },
      'campaign.start': { id, key: 'start' },
      'campaign.pause': { id, key: 'pause' },
      'campaign.stop': { id, key: 'stop' },
      'campaign.unfollow': { id },
      'account.stop_everything': { key: 'stop-all' },
      'account.allow_dialing': { key: 'allow' },
    };
    const commands = Object.entries(document.operations).filter(([, { action }]) => action === 'receive');
    const order = [...Object.keys(bodies), ...commands.map(([name]) => name)];
    for (const [name, { reply }] of commands.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
      expect([name, reply]).toEqual([name, expect.anything()]);
      expect([name, await send(name, bodies[name] ?? {})]).toEqual([
        name,
        expect.objectContaining({ ok: true }),
      ]);
    }
    expect(await send('campaign.pause', { id, key: 'too late' })).toMatchObject({ ok: false });
  });

  it('has every event, and all that were heard fit', async () => {
    await send('calls.follow', {});
    await send('account.follow', {});
    await api.post('/v1/call', { dialer_type: 'Fixed', phone_number: '12025550102' });
    await api.post('/v1/syncs');
    const events = Object.entries(document.operations)
      .filter(([name, { action }]) => action === 'send' && name !== 'call_state')
      .map(([name]) => name);
    await until(
      () => [...heard.keys()],
      (names) =>
        events.filter((name) => name !== 'phone_systems.changed').every((name) => names.includes(name)),
    );
    for (const [name, bodies] of heard)
      for (const body of bodies) expect([events.includes(name), misfit(name, body)]).toEqual([true, null]);
  });
});

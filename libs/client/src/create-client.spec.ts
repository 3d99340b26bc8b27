import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom, type Subscription } from 'rxjs';
import type { ConnectionState, RingsideClient } from './client.js';
import { createClientWith } from './create-client.js';
import { eventually } from './testing/eventually.js';
import { CAMPAIGN_ID, ModelServer } from './testing/model-server.js';
import { DEFAULT_TIMINGS } from './timings.js';

const FAST = { ...DEFAULT_TIMINGS, check: 20, ack: 300, command: 3000, retry: 20 };

describe('the client', () => {
  let server: ModelServer;
  let client: RingsideClient;
  let watching: Subscription;
  let connection: ConnectionState['status'] | null = null;

  beforeEach(async () => {
    server = await ModelServer.open(3);
    client = createClientWith({ url: server.url, credentials: { apiKey: 'k', apiAuth: 's' } }, FAST);
    watching = client.connection.subscribe((state) => (connection = state.status));
  });
  afterEach(async () => {
    watching.unsubscribe();
    client.close();
    await server.close();
  });

  it('sends a command again with the same key when the connection broke before the answer', async () => {
    await eventually(() => expect(connection).toBe('live'));
    server.mute = true;
    const started = client.start(CAMPAIGN_ID);
    await eventually(() => expect(server.commands).toHaveLength(1));
    server.mute = false;
    server.cut();
    await expect(started).resolves.toMatchObject({ id: CAMPAIGN_ID });
    expect(server.commands).toHaveLength(2);
    expect(new Set(server.commands.map((command) => command.key)).size).toBe(1);
  });

  it('gives a command up when no answer comes', async () => {
    await eventually(() => expect(connection).toBe('live'));
    server.mute = true;
    await expect(client.pause(CAMPAIGN_ID)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('does not hold back a Call pressed while offline to make it later', async () => {
    await eventually(() => expect(connection).toBe('live'));
    const { url } = server;
    await server.close();
    await eventually(() => expect(connection).toBe('reconnecting'));
    await expect(client.start(CAMPAIGN_ID)).rejects.toMatchObject({ code: 'unreachable' });
    expect(url).toContain('127.0.0.1');
    server = await ModelServer.open(1);
    expect(server.commands).toHaveLength(0);
  });

  it('says signed out when the socket is refused, and comes alive after the sign-in', async () => {
    await eventually(() => expect(connection).toBe('live'));
    server.signedIn = false;
    server.cut();
    await eventually(() => expect(connection).toBe('signed_out'));
  });

  it('ends a campaign that does not exist with its code', async () => {
    await expect(firstValueFrom(client.campaign('nowhere'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('carries the credentials, and a key on every POST', async () => {
    const list = new Blob(['phone\n', '+13015550100\n']);
    const sent: number[] = [];
    await client.addContacts(CAMPAIGN_ID, list, 'text/csv', (bytes) => sent.push(bytes));
    expect(sent.at(-1)).toBe(list.size);
    expect(server.requests[0]?.body).toBe('phone\n+13015550100\n');
    expect(server.requests[0]?.headers).toMatchObject({
      'x-api-key': 'k',
      'x-api-auth': 's',
      'content-type': 'text/csv',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('turns a problem document into an error with its code', async () => {
    await expect(client.call('x')).rejects.toMatchObject({ code: 'not_found', status: 404 });
  });

  it('sends its credentials to no other server', async () => {
    await expect(client.campaigns('http://127.0.0.1:9/v1/campaigns')).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRingside, type Ringside } from './ringside.js';
import { requests } from './testing/requests.js';
import { ToldServer } from './testing/told-server.js';

describe('documents', () => {
  let server: ToldServer;
  let ringside: Ringside;
  beforeEach(async () => {
    server = await ToldServer.open();
    ringside = createRingside({ url: server.url, credentials: { apiKey: 'k', apiAuth: 's' } });
  });
  afterEach(async () => {
    ringside.close();
    await server.close();
  });

  it.each(requests)('%s', async (line, ask, ...[body]) => {
    await ask(ringside);
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([line]);
    expect(server.seen[0]?.headers['x-api-key']).toBe('k');
    if (body !== undefined) expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(body);
  });

  it('of a list are read page by page, as far as somebody goes', async () => {
    const pages = [
      { body: { items: [1, 2], next_page: '/v1/calls?state=busy&after=2' } },
      { body: { items: [3], next_page: '/v1/calls?state=busy&after=3' } },
      { body: { items: [], next_page: null } },
    ];
    server.answers = [...pages];
    const all: unknown[] = [];
    for await (const call of ringside.calls.all({ state: 'busy' })) all.push(call);
    expect(all).toEqual([1, 2, 3]);
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/calls?state=busy',
      '/v1/calls?state=busy&after=2',
      '/v1/calls?state=busy&after=3',
    ]);

    server.answers = [...pages];
    server.seen.length = 0;
    for await (const call of ringside.calls.all({ state: 'busy' })) if (call) break;
    expect(server.seen).toHaveLength(1);
  });

  it('of a list end with the signal', async () => {
    server.answers = [{ body: { items: [1], next_page: '/v1/calls?after=1' } }];
    const stop = new AbortController();
    const walk = async (): Promise<void> => {
      for await (const call of ringside.calls.all({}, { signal: stop.signal })) if (call) stop.abort();
    };
    await expect(walk()).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.seen).toHaveLength(1);
  });

  it('as long as a file come as they are written', async () => {
    server.answers = [{ body: 'a file' }];
    const stream = await ringside.calls.csv({ origin: 'pbx' });
    expect(await new Response(stream).text()).toBe('"a file"');
    expect(server.seen[0]?.url).toBe('/v1/calls.csv?origin=pbx');
    expect(ringside.calls.csvUrl({ origin: 'pbx' })).toBe(`${server.url}/v1/calls.csv?origin=pbx`);
  });

  it('are streamed to the server, once, and can be called back', async () => {
    await ringside.contacts.add('c', 'phone\n+15550100\n', 'text/csv', { idempotencyKey: 'list-1' });
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: 'phone\n+15550100\n' });
    expect(server.seen[0]?.headers['idempotency-key']).toBe('list-1');
    const over = AbortSignal.abort(new Error('no'));
    await expect(ringside.contacts.add('c', '', 'text/csv', { signal: over })).rejects.toThrow('no');
  });

  it('need no socket: none is opened before somebody looks at what is live', async () => {
    await ringside.account.get();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.seen.filter(({ url }) => url.startsWith('/socket.io'))).toEqual([]);
  });
});

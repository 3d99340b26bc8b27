import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Page, Problem } from '@ringside/contracts';
import { connect } from 'node:net';
import { startApi, type Api } from './harness.js';

/** RELIABILITY, "Bad input": every answer is a 4xx with a code and a field; never a 5xx, a stack trace or a hang. */

let api: Api;
let campaign: CampaignResource;
const good = { dialer_type: 'Fixed', phone_number: '12025550100' };

beforeAll(async () => {
  api = await startApi();
  campaign = (await (await api.post('/v1/campaigns', good)).json()) as CampaignResource;
});
afterAll(() => api.stop());

async function problemOf(response: Response, status = 400): Promise<Problem> {
  const text = await response.text();
  expect([response.status, text.slice(0, 300)]).toEqual([status, expect.any(String)]);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(/node_modules|\.ts:|\.js:|at \w+ \(/);
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    code: expect.any(String),
  });
  return problem;
}
function send(path: string, body: string | Uint8Array, type = 'application/json'): Promise<Response> {
  return api.request(path, {
    method: 'POST',
    body: body as RequestInit['body'] & object,
    headers: { 'content-type': type },
  });
}
async function fieldsOf(path: string, body: unknown): Promise<string[]> {
  const problem = await problemOf(await api.post(path, body));
  return (problem.errors ?? []).map(({ field, code }) => `${field} ${code}`);
}
async function campaigns(): Promise<number> {
  return (await api.get<Page<CampaignResource>>('/v1/campaigns?limit=1000')).items.length;
}

describe.each(['/v1/campaigns', '/v1/call'])('POST %s', (path) => {
  it('names every field that is wrong', async () => {
    expect(
      await fieldsOf(path, {
        name: 7,
        dialer_type: 'Perfect',
        phone_number: { number: 1 },
        lines: '3',
        ring_timeout: 0,
        max_duration: null,
        reply_timeout: 61,
        extra: true,
      }),
    ).toEqual([
      'extra unknown_field',
      'name is_string',
      'dialer_type is_in',
      'lines is_int',
      'phone_number is_phone_list',
      'ring_timeout min',
      'reply_timeout max',
    ]);
  });

  it.each([
    [{}, ['dialer_type is_in']],
    [{ dialer_type: 'Fixed' }, ['phone_number is_required']],
    [{ ...good, phone_number: null }, ['phone_number is_required']],
    [{ ...good, phone_number: true }, ['phone_number is_phone_list']],
    [{ ...good, lines: 1.5 }, ['lines is_int']],
    [{ ...good, lines: 0 }, ['lines min']],
    [{ ...good, lines: 1e9 }, ['lines max']],
    [{ ...good, lines: [3] }, ['lines is_int']],
    [{ ...good, name: 'x'.repeat(201) }, ['name max_length']],
    [{ ...good, ring_timeout: 'soon' }, ['ring_timeout is_number']],
    [{ ...good, constructor: { prototype: 1 } }, ['constructor unknown_field']],
  ])('refuses %j', async (body, fields) => {
    expect(await fieldsOf(path, body)).toEqual(fields);
  });

  it('refuses the whole list for one bad number, and names each by its index', async () => {
    const before = await campaigns();
    const phone_number = [
      '12025550100',
      'abc',
      '555',
      '911',
      '+1 202 555 0100 0000 000',
      null,
      {},
      '',
      '1'.repeat(1000),
    ];
    const problem = await problemOf(await api.post(path, { ...good, phone_number }));
    expect(problem.code).toBe('invalid_phone_number');
    expect(problem.errors?.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'phone_number[1] not_a_number',
      'phone_number[2] too_short',
      'phone_number[3] emergency_number',
      'phone_number[4] too_long',
      'phone_number[5] not_a_number',
      'phone_number[6] not_a_number',
      'phone_number[7] not_a_number',
      'phone_number[8] not_a_number',
    ]);
    expect((await problemOf(await api.post(path, { ...good, phone_number: '112' }))).errors).toMatchObject([
      { field: 'phone_number', code: 'emergency_number' },
    ]);
    expect(await campaigns()).toBe(before);
  });

  it('takes 100,000 numbers and not one more', async () => {
    const number = (_: unknown, i: number): string => `1202${String(i).padStart(7, '0')}`;
    const most = Array.from({ length: 100_000 }, number);
    const before = await campaigns();
    const over = await problemOf(
      await api.post(path, { ...good, phone_number: [...most, '12025550100'] }),
      413,
    );
    expect(over.code).toBe('payload_too_large');
    expect(await campaigns()).toBe(before);
    if (path === '/v1/call') return;
    const began = performance.now();
    const response = await api.post(path, { ...good, phone_number: most });
    expect(await response.json()).toMatchObject({ total: 100_000 });
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('answers 413 to more than 4 MB, however it comes, and keeps answering', async () => {
    for (const size of [4 * 1024 * 1024 + 1, 10_000_000]) {
      const problem = await problemOf(await send(path, Buffer.alloc(size, '[')), 413);
      expect(problem.code).toBe('payload_too_large');
    }
    const endless = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 100; i++) controller.enqueue(new Uint8Array(100_000));
        controller.close();
      },
    });
    const streamed = await api.request(path, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit);
    expect((await problemOf(streamed, 413)).code).toBe('payload_too_large');
  });

  it.each([
    ['not JSON', '{"dialer_type":', 'invalid_json'],
    ['another grammar', "{'dialer_type':'Fixed'}", 'invalid_json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 'invalid_json'],
    ['a byte of NUL', '\0', 'invalid_json'],
    ['an array', '[]', 'invalid_request'],
    ['a text', '"Fixed"', 'invalid_request'],
    ['a number', '7', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['nothing', '', 'invalid_request'],
    ['deep arrays', '['.repeat(200_000), 'invalid_request'],
    ['deep objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'invalid_request'],
    [
      'a poisoned prototype',
      '{"__proto__":{"dialer_type":"Fixed"},"phone_number":"12025550100"}',
      'invalid_request',
    ],
    [
      'an escaped one',
      '{"\\u005f_proto__":{},"dialer_type":"Fixed","phone_number":"12025550100"}',
      'invalid_request',
    ],
    [
      'NUL in a name',
      '{"name":"a\\u0000b","dialer_type":"Fixed","phone_number":"12025550100"}',
      'invalid_request',
    ],
    [
      'half a surrogate',
      '{"name":"\\ud800","dialer_type":"Fixed","phone_number":"12025550100"}',
      'invalid_request',
    ],
  ])('refuses %s', async (_what, body, code) => {
    expect((await problemOf(await send(path, body))).code).toBe(code);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/csv',
    'x',
    '%%',
  ])('refuses a body of type %s', async (type) => {
    expect((await problemOf(await send(path, '{}', type), 415)).code).toBe('unsupported_media_type');
  });
});

describe('commands', () => {
  it.each(['start', 'pause', 'stop'])('%s takes nothing unknown', async (command) => {
    const path = `${campaign.uri}/${command}`;
    expect(await fieldsOf(path, { only: 'some', force: true })).toEqual(
      command === 'start'
        ? ['force unknown_field', 'only is_in']
        : ['only unknown_field', 'force unknown_field'],
    );
    expect((await problemOf(await send(path, '[1]'))).code).toBe('invalid_request');
    expect((await problemOf(await send(path, 'x'.repeat(100_000)), 413)).code).toBe('payload_too_large');
  });

  it('do not exist for what is no id', async () => {
    for (const id of [
      '1',
      '..%2f..%2fetc',
      '%00',
      '%ff',
      'a'.repeat(150),
      '__proto__',
      "' or 1=1 --",
      '00000000-0000-7000-8000-00000000000',
    ]) {
      const response = await api.post(`/v1/campaigns/${id}/start`);
      expect([id, response.status]).toEqual([id, id === '%ff' ? 400 : 404]);
      await problemOf(response, response.status);
    }
    expect((await api.request(`/v1/campaigns/${'a'.repeat(5000)}`)).status).toBeGreaterThanOrEqual(400);
    expect((await api.request(`/v1/campaigns/${'a'.repeat(5000)}`)).status).toBeLessThan(500);
  });

  it('with a key that cannot be kept are refused', async () => {
    const problem = await problemOf(await api.post(`${campaign.uri}/pause`, {}, 'k'.repeat(201)));
    expect(problem.errors).toMatchObject([{ field: 'Idempotency-Key', code: 'not_a_key' }]);
  });
});

describe('queries', () => {
  it.each([
    ['limit=0', 'limit min'],
    ['limit=1001', 'limit max'],
    ['limit=ten', 'limit is_int'],
    ['limit=1&limit=2', 'limit is_int'],
    ['limit=', 'limit min'],
    ['limit=1e400', 'limit is_int'],
    ['from=0', 'from min'],
    ['from=-1', 'from min'],
    ['status=gone', 'status is_in'],
    ['status[]=idle', 'status[] unknown_field'],
    ['search=%00', 'search is_text'],
    [`search=${'x'.repeat(101)}`, 'search max_length'],
    ['sort=phone', 'sort unknown_field'],
    ['last=maybe', 'last equals'],
    ['after=%27%3B--', 'after matches'],
  ])('?%s is %s', async (query, expected) => {
    const problem = await problemOf(await api.request(`${campaign.uri}/contacts?${query}`));
    expect(problem.errors?.map(({ field, code }) => `${field} ${code}`)).toContain(expected);
  });

  it('refuse a cursor that was never given out', async () => {
    for (const list of ['/v1/campaigns', `${campaign.uri}/contacts`, `${campaign.uri}/calls`]) {
      for (const cursor of ['abc', 'MTIz', Buffer.from('99999999999999999999.x').toString('base64url')]) {
        const response = await api.request(`${list}?after=${cursor}`);
        // A number is a position that may have been given out.
        if (response.status === 200) continue;
        expect((await problemOf(response)).code).toBe('invalid_cursor');
      }
    }
  });
});

describe('queries of calls, syncs and minutes', () => {
  const uuid = '01900000-0000-7000-8000-000000000000';

  it.each([
    ['/v1/calls?origin=asterisk', 'origin is_in'],
    ['/v1/calls?state=gone', 'state is_in'],
    ['/v1/calls?state=ringing&state=dialing', 'state is_in'],
    ['/v1/calls?direction=%00', 'direction is_text'],
    [`/v1/calls?direction=${'x'.repeat(51)}`, 'direction max_length'],
    ['/v1/calls?number=12', 'number matches'],
    ['/v1/calls?number=12%25', 'number matches'],
    [`/v1/calls?number=${'1'.repeat(41)}`, 'number matches'],
    ['/v1/calls?tenant=1', 'tenant matches'],
    [`/v1/calls?connection=${uuid}0`, 'connection matches'],
    ['/v1/calls?from=yesterday', 'from is_moment'],
    ['/v1/calls?from=2026-11-20', 'from is_moment'],
    ['/v1/calls?from=2026-11-20T09:00:00', 'from is_moment'],
    ['/v1/calls?to=2026-13-20T09:00:00Z', 'to is_moment'],
    ['/v1/calls?to=0000-01-01T00:00:00Z', 'to is_moment'],
    ['/v1/calls?to=+275760-09-13T00:00:00Z', 'to is_moment'],
    ['/v1/calls?limit=1001', 'limit max'],
    ['/v1/calls?after=%27', 'after matches'],
    ['/v1/calls?search=x', 'search unknown_field'],
    ['/v1/calls.csv?limit=10', 'limit unknown_field'],
    ['/v1/calls.csv?after=abc', 'after unknown_field'],
    ['/v1/calls.csv?state=gone', 'state is_in'],
    ['/v1/syncs?state=running', 'state unknown_field'],
    [`/v1/syncs/${uuid}/refused?limit=0`, 'limit min'],
    ['/v1/deliveries?outcome=applied', 'outcome is_in'],
    ['/v1/deliveries?limit=ten', 'limit is_int'],
    ['/v1/minutes?from=2026-02-30', 'from is_day'],
    ['/v1/minutes?from=2026-2-3', 'from is_day'],
    ['/v1/minutes?to=2026-11-20T00:00:00Z', 'to is_day'],
    ['/v1/minutes?to=0000-01-01', 'to is_day'],
    ['/v1/minutes?from=2026-01-02&to=2026-01-01', 'from is_after_to'],
    ['/v1/minutes?from=2024-01-01&to=2026-01-01', 'from too_many_days'],
    ['/v1/minutes?tenant=mine', 'tenant matches'],
  ])('%s is %s', async (path, expected) => {
    const problem = await problemOf(await api.request(path));
    expect(problem.errors?.map(({ field, code }) => `${field} ${code}`)).toContain(expected);
  });

  it('refuse a cursor that was never given out', async () => {
    for (const list of ['/v1/calls', '/v1/syncs', '/v1/deliveries']) {
      for (const cursor of ['abc', 'MTIz', Buffer.from('99999999999999999999.x').toString('base64url')]) {
        const problem = await problemOf(await api.request(`${list}?after=${cursor}`));
        expect([list, cursor, problem.code]).toEqual([list, cursor, 'invalid_cursor']);
      }
    }
  });

  it('of what is no id are 404', async () => {
    for (const id of ['1', '%00', '__proto__', "' or 1=1 --", uuid]) {
      for (const path of [
        `/v1/syncs/${id}`,
        `/v1/syncs/${id}/refused`,
        `/v1/tenants/${id}`,
        `/v1/feeds/${id}`,
      ]) {
        expect((await problemOf(await api.request(path), 404)).code).toBe('not_found');
      }
      expect((await problemOf(await api.post(`/v1/tenants/${id}/adopt`), 404)).code).toBe('not_found');
    }
  });

  it.each([
    [{ connection_id: 7 }, 'connection_id matches'],
    [{ connection_id: 'mine' }, 'connection_id matches'],
    [{ connection: uuid }, 'connection unknown_field'],
  ])('POST /v1/syncs refuses %j', async (body, expected) => {
    expect(await fieldsOf('/v1/syncs', body)).toEqual([expected]);
  });

  it('say which method an address takes', async () => {
    for (const [method, path, allow] of [
      ['POST', '/v1/calls.csv', 'GET'],
      ['DELETE', '/v1/syncs', 'GET, POST'],
      ['GET', `/v1/tenants/${uuid}/adopt`, 'POST'],
    ] as const) {
      const response = await api.request(path, { method });
      expect([path, response.headers.get('allow')?.replace(', HEAD', '')]).toEqual([path, allow]);
      expect((await problemOf(response, 405)).code).toBe('method_not_allowed');
    }
  });
});

describe('lists', () => {
  const upload = (body: string | Uint8Array, type: string): Promise<Response> =>
    send(`${campaign.uri}/contacts`, body, type);

  it('of another type are refused', async () => {
    for (const type of ['application/json', 'text/plain', 'application/vnd.ms-excel']) {
      expect((await problemOf(await upload('{}', type), 415)).code).toBe('unsupported_media_type');
    }
    expect((await problemOf(await api.post(`${campaign.uri}/contacts`), 415)).code).toBe(
      'unsupported_media_type',
    );
  });

  it('that are no CSV are refused', async () => {
    for (const body of [
      `phone\n"${'9'.repeat(3_000_000)}`,
      'city,land\nBerlin,DE\n',
      Array(300).fill('a').join(','),
    ]) {
      expect((await problemOf(await upload(body, 'text/csv'))).code).toBe('invalid_request');
    }
  });

  it('of rubbish are read to the end, each row refused', async () => {
    const rubbish = Buffer.alloc(
      200_000,
      Uint8Array.from({ length: 256 }, (_, i) => i),
    );
    for (const type of ['application/x-ndjson', 'text/csv']) {
      const response = await upload(rubbish, type);
      expect(response.status).toBeLessThan(500);
      if (response.ok) expect(await response.json()).toMatchObject({ added: 0 });
    }
  });

  it('for no campaign are 404', async () => {
    const response = await send(
      `/v1/campaigns/01900000-0000-7000-8000-000000000000/contacts`,
      '12025550100\n',
      'text/csv',
    );
    expect((await problemOf(response, 404)).code).toBe('not_found');
  });
});

describe('PATCH /v1/account', () => {
  it.each([
    [{ max_lines: 0 }, 'max_lines min'],
    [{ max_lines: -1 }, 'max_lines min'],
    [{ max_lines: '5' }, 'max_lines is_int'],
    [{ max_calls_per_second: 1.5 }, 'max_calls_per_second is_int'],
    [{ max_calls_per_day: 1e15 }, 'max_calls_per_day max'],
    [{ name: 'x' }, 'name unknown_field'],
  ])('refuses %j', async (body, expected) => {
    const response = await api.request('/v1/account', {
      method: 'PATCH',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    const problem = await problemOf(response);
    expect(problem.errors?.map(({ field, code }) => `${field} ${code}`)).toEqual([expected]);
  });
});

describe('the wire', () => {
  /** Sends raw bytes, and answers what came back before the server closed or `ms` passed. */
  function raw(bytes: string, ms = 1000): Promise<string> {
    const { port, hostname } = new URL(api.url);
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
      const timer = setTimeout(() => socket.destroy(), ms);
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a header without end', `GET /v1 HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(40_000)}\r\n\r\n`],
    [
      'a wrong length',
      'POST /v1/call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: -1\r\n\r\n',
    ],
    ['two lengths', 'POST /v1/call HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a broken chunk',
      'POST /v1/call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    ],
    ['a broken escape', 'GET /v1/%zz HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['an escape from the folder', 'GET /../../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['an encoded escape', 'GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('%s is no reason to fail', async (_what, bytes) => {
    const answer = await raw(bytes);
    expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
    expect(answer).not.toMatch(/root:|node_modules/);
    expect((await api.request('/livez')).status).toBe(200);
  });

  it('a body that never ends holds up nobody', async () => {
    const slow = raw(
      'POST /v1/call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a',
      500,
    );
    const began = performance.now();
    expect((await api.request('/v1')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(400);
    await slow;
  });
});

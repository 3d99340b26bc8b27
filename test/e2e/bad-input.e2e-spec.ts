import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Page } from '@ringside/contracts';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startApi, type Api } from './harness.js';
import { problemOf } from './problem.js';

/** RELIABILITY, "Bad input": every answer is a 4xx with a code and a field; never a 5xx, a stack trace or a hang. */

let api: Api;
let campaign: CampaignResource;
const good = { dialer_type: 'Fixed', phone_number: '12025550100' };

beforeAll(async () => {
  api = await startApi();
  campaign = (await (await api.post('/v1/campaigns', good)).json()) as CampaignResource;
});
afterAll(() => api.stop());

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
    // Were it looked at number by number against all the others, it would take minutes.
    expect(performance.now() - began).toBeLessThan(30_000);
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

describe('POST /v1/syncs', () => {
  it.each([
    [{ connection_id: 7 }, 'connection_id matches'],
    [{ connection_id: 'mine' }, 'connection_id matches'],
    [{ connection: '01900000-0000-7000-8000-000000000000' }, 'connection unknown_field'],
  ])('refuses %j', async (body, expected) => {
    expect(await fieldsOf('/v1/syncs', body)).toEqual([expected]);
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
    const { port, hostname } = new URL(api.url);
    const slow = connect(Number(port), hostname);
    slow.write(
      'POST /v1/call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a',
    );
    await once(slow, 'connect');
    expect((await api.request('/v1')).status).toBe(200);
    expect(slow.readyState).toBe('open');
    slow.destroy();
  });
});

import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createOutbound } from '@ringside/outbound';
import { RecordsError } from '@ringside/telephony';
import type { RecordsPart } from '@ringside/telephony';
import { pbxProvider } from './index.js';
import type { PbxOptions } from './index.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A PBX that answers so, as the provider sees it. */
async function pbx(
  answer: (response: ServerResponse, path: string) => void,
  options: Partial<PbxOptions> = {},
): Promise<(since?: Date) => AsyncIterable<RecordsPart>> {
  const server = createServer((request, response) => answer(response, request.url ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
  cleanups.push(() => outbound.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { feed } = pbxProvider({ url, outbound, waitMs: 2000, ...options });
  if (feed === undefined) throw new Error('no feed');
  return (since) => feed.records(since ?? null, new AbortController().signal);
}

async function all(parts: AsyncIterable<RecordsPart>): Promise<RecordsPart[]> {
  const found: RecordsPart[] = [];
  for await (const part of parts) found.push(part);
  return found;
}

/** `code: what it says` of the problem. */
async function problem(parts: AsyncIterable<RecordsPart>): Promise<string> {
  try {
    await all(parts);
  } catch (error) {
    if (error instanceof RecordsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const record = (n: number): string =>
  `{"uuid":"call-${n}","action":"HANGUP","call_start":"2020-08-26T15:49:32.000Z","duration":64}`;
const list = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => record(from + i)).join(',');

describe('records of a PBX', () => {
  it('are asked for at /get_cdr, all of them whatever the time', async () => {
    const paths: string[] = [];
    const records = await pbx((response, path) => {
      paths.push(path);
      response.setHeader('Tenant-UUID', ' t-1 ').end(`{"total":1203,"data":[${list(0, 1203)}]}`);
    });
    const parts = await all(records(new Date()));
    expect(paths).toEqual(['/get_cdr']);
    expect(parts.map(({ tenant, announced, records: some }) => [tenant, announced, some.length])).toEqual([
      ['t-1', 1203, 500],
      ['t-1', 1203, 500],
      ['t-1', 1203, 203],
    ]);
  });

  it('are announced as soon as it is said, and not when it makes no sense', async () => {
    const documents = [
      [`{"data":[${list(0, 600)}],"total":600}`, [null, 600]],
      [`{"total":"600","data":[${list(0, 2)}]}`, [null]],
      [`{"total":-1,"data":[]}`, [null]],
      [`{"total":7,"data":[]}`, [7]],
    ] as const;
    for (const [document, announced] of documents) {
      const records = await pbx((response) => response.end(document));
      expect((await all(records())).map((part) => part.announced)).toEqual(announced);
    }
  });

  it('arrive while the answer is still being written', async () => {
    const records = await pbx((response) => response.write(`{"total":9999,"data":[${list(0, 700)}`));
    for await (const part of records()) {
      expect(part).toMatchObject({ announced: 9999, records: { length: 500 } });
      break;
    }
  });

  it('are fetched no faster than they are taken', async () => {
    let written = 0;
    const block = `${list(0, 1000)},`;
    const records = await pbx((response) => {
      response.write('{"data":[');
      const more = (): void => {
        while (written < 60_000_000) {
          written += block.length;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end('{}]}');
      };
      more();
    });
    for await (const part of records()) {
      expect(part.records).toHaveLength(500);
      // The other side has written all that it can when nothing moves any more.
      for (let before = -1; before !== written;) {
        before = written;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      break;
    }
    // What the kernel holds for both sides, and what we do.
    expect(written).toBeLessThan(40_000_000);
  });

  it('are had in spite of many bad ones', async () => {
    const bad = ['5', 'null', '"x"', '[]', '{}', '{"uuid":1,"call_end":7}', '{"uuid":"a" "b"}'];
    const records = await pbx((response) => response.end(`{"data":[${bad.join(',')},${record(1)}]}`));
    const readings = (await all(records())).flatMap((part) => part.records);
    expect(readings.map(({ raw }) => raw)).toEqual([...bad, record(1)]);
    expect(readings.map(({ kind }) => kind)).toEqual([...bad.map(() => 'unreadable'), 'call']);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'moved',
      (response) => response.writeHead(301, { location: 'https://pbx.example/' }).end(),
      'http_status: HTTP 301, moved to https://pbx.example/',
    ],
    ['nothing', (response) => response.writeHead(204).end(), 'http_status: HTTP 204'],
    [
      'a page',
      (response) => response.end('<html>\n<h1>It works!</h1>'),
      'not_json: its answer is not a JSON object: <html> <h1>It works!</h1>',
    ],
    [
      'an error in a 200',
      (response) => response.end('{"error":"busy"}'),
      'not_json: its answer has no list of records named data',
    ],
    [
      'a record that is too long',
      (response) => response.end(`{"data":[{"uuid":"${'x'.repeat(1000)}"}]}`),
      'too_large: one record is longer than 1000 bytes',
    ],
    [
      'too much',
      (response) => response.end(`{"data":[${list(0, 2000)}]}`),
      'too_large: the answer is longer than 100000 bytes',
    ],
    [
      'too much, not said before',
      (response) => {
        response.write('{"data":[');
        response.end(`${list(0, 2000)}]}`);
      },
      'too_large: the answer is longer than 100000 bytes',
    ],
    [
      'records, and then nothing more',
      (response) => response.write(`{"data":[${list(0, 600)}`),
      'timeout: no answer within 300 ms',
    ],
  ])('that are %s are none', async (_what, answer, expected) => {
    const records = await pbx(answer, { waitMs: 300, maxRecordBytes: 1000, maxBytes: 100_000 });
    expect(await problem(records())).toBe(expected);
  });

  it('leave no connection open when their answer is an error that never ends', async () => {
    let closed = (): void => undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const records = await pbx((response) => {
      response.on('close', closed).writeHead(500).write('busy');
    });
    expect(await problem(records())).toBe('http_status: HTTP 500');
    await gone;
  }, 1500);

  it('are not fetched from where it must not', async () => {
    const outbound = createOutbound({ allow: [] });
    cleanups.push(() => outbound.close());
    const { feed } = pbxProvider({ url: 'http://127.0.0.1:3030', outbound });
    if (feed === undefined) throw new Error('no feed');
    const message = await problem(feed.records(null, new AbortController().signal));
    expect(message).toMatch(/^unreachable: address_not_allowed: /);
  });
});

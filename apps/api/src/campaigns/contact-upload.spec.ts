import { describe, expect, it } from '@jest/globals';
import type { NewContact } from '@ringside/store';
import { Readable } from 'node:stream';
import type { ContactRow } from './contact-rows.js';
import { uploadContacts, type UploadResult } from './contact-upload.js';
import { csvContacts } from './csv-contacts.js';
import { ndjsonContacts } from './ndjson-contacts.js';

/** As a network cuts it: in small pieces. */
function stream(text: string | Buffer, piece = 7): Readable {
  const bytes = Buffer.from(text);
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    })(),
    { objectMode: false },
  );
}
async function all(rows: AsyncIterable<ContactRow>): Promise<ContactRow[]> {
  const list: ContactRow[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
const csv = (text: string | Buffer, piece?: number): Promise<ContactRow[]> =>
  all(csvContacts(stream(text, piece), 7));
const ndjson = (text: string, piece?: number): Promise<ContactRow[]> =>
  all(ndjsonContacts(stream(text, piece), 7));

describe('a CSV', () => {
  it('without a header is a list of numbers', async () => {
    expect(await csv('13018040001\r\n+1 (301) 804-0002\r\n')).toEqual([
      { row: 1, phone: '13018040001', fields: {} },
      { row: 2, phone: '+1 (301) 804-0002', fields: {} },
    ]);
  });

  it('with a header keeps the other columns, the name as name', async () => {
    const text = '\uFEFFFull Name;Phone Number;City\n"Ada ""A"" Lovelace";13018040001;"Lon\r\ndon"\n';
    for (const piece of [1, 2, 5, 1000]) {
      expect(await csv(text, piece)).toEqual([
        {
          row: 2,
          phone: '13018040001',
          fields: { 'Full Name': 'Ada "A" Lovelace', City: 'Lon\r\ndon', name: 'Ada "A" Lovelace' },
        },
      ]);
    }
  });

  it('without a header takes the words beside the number as the name', async () => {
    expect(await csv('Ada,13018040001\nBob,13018040002')).toEqual([
      { row: 1, phone: '13018040001', fields: { name: 'Ada' } },
      { row: 2, phone: '13018040002', fields: { name: 'Bob' } },
    ]);
  });

  it('names what is wrong with a row and goes on', async () => {
    expect(await csv('phone\n911\nabc\n,\n555\n13018040001\n13018040001\n')).toEqual([
      { row: 2, phone: '911', code: 'emergency_number' },
      { row: 3, phone: 'abc', code: 'not_a_number' },
      { row: 4, code: 'no_phone' },
      { row: 5, phone: '555', code: 'too_short' },
      { row: 6, phone: '13018040001', fields: {} },
      { row: 7, phone: '13018040001', fields: {} },
    ]);
  });

  it('reads UTF-16 as spreadsheets save it', async () => {
    const text = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('name,phone\nZo\u00eb,13018040001\n', 'utf16le'),
    ]);
    expect(await csv(text, 1000)).toEqual([{ row: 2, phone: '13018040001', fields: { name: 'Zo\u00eb' } }]);
  });

  it('that has no column for the number is refused', async () => {
    await expect(csv('city,country\nLondon,UK\n')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('whose quote is never closed is refused, not kept in memory', async () => {
    await expect(csv(`phone\n"${'1'.repeat(200_000)}`, 4096)).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('keeps text text and hostile columns out', async () => {
    expect(await csv('phone,__proto__,note\n13018040001,x,<b>=cmd()</b>\n')).toEqual([
      { row: 2, phone: '13018040001', fields: { note: '<b>=cmd()</b>' } },
    ]);
    expect(await csv('phone,note\n13018040001,a\0b\n')).toEqual([
      { row: 2, phone: '13018040001', code: 'not_text' },
    ]);
  });

  it('that is empty has no rows', async () => {
    expect(await csv('')).toEqual([]);
  });
});

describe('NDJSON', () => {
  it('takes numbers and objects, cut anywhere', async () => {
    const text =
      '"13018040001"\n13018040002\r\n{"phone":"13018040003","name":"Zo\u00eb","age":7}\n\n{"phone_number":13018040004}';
    for (const piece of [1, 3, 1000]) {
      expect(await ndjson(text, piece)).toEqual([
        { row: 1, phone: '13018040001', fields: {} },
        { row: 2, phone: '13018040002', fields: {} },
        { row: 3, phone: '13018040003', fields: { name: 'Zo\u00eb', age: '7' } },
        { row: 5, phone: '13018040004', fields: {} },
      ]);
    }
  });

  it('names what is wrong with a row and goes on', async () => {
    const long = `{"phone":"13018040001","note":"${'x'.repeat(100_000)}"}`;
    expect(
      await ndjson(
        `{\n[]\n{"name":"x"}\nnull\n${long}\n{"phone":"13018040001","n":"\\u0000"}\n"112"\n`,
        4096,
      ),
    ).toEqual([
      { row: 1, code: 'not_json' },
      { row: 2, code: 'no_phone' },
      { row: 3, code: 'no_phone' },
      { row: 4, code: 'no_phone' },
      { row: 5, code: 'row_too_long' },
      { row: 6, phone: '13018040001', code: 'not_text' },
      { row: 7, phone: '112', code: 'emergency_number' },
    ]);
  });
});

describe('an upload', () => {
  async function upload(rows: number): Promise<{ batches: number[]; result: UploadResult }> {
    const batches: number[] = [];
    async function* source(): AsyncGenerator<ContactRow> {
      for (let row = 1; row <= rows; row++) {
        if (row % 10 === 0) yield { row, code: 'no_phone' };
        else yield { row, phone: '13018040001', fields: {} };
      }
      await Promise.resolve();
    }
    let id = 0;
    const result = await uploadContacts(
      source(),
      () => String(++id),
      (batch: readonly NewContact[]) => {
        batches.push(batch.length);
        return Promise.resolve();
      },
    );
    return { batches, result };
  }

  it('reads on while a batch is stored, and never further than one batch ahead', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<ContactRow> {
      for (let row = 1; row <= 30_000; row++) {
        read++;
        yield { row, phone: '13018040001', fields: {} };
      }
      await Promise.resolve();
    }
    let stored = 0;
    const ahead: number[] = [];
    await uploadContacts(
      source(),
      () => '',
      async (batch) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        stored += batch.length;
        ahead.push(read - stored);
      },
    );
    expect(stored).toBe(30_000);
    expect(Math.max(...ahead)).toBe(5000);
  });

  it('fails with the store, having told what was stored', async () => {
    let stored = 0;
    const failing = uploadContacts(
      (async function* () {
        for (let row = 1; row <= 20_000; row++) yield { row, phone: '13018040001', fields: {} };
        await Promise.resolve();
      })(),
      () => '',
      async (batch) => {
        await Promise.resolve();
        if (stored >= 10_000) throw new Error('the database is gone');
        stored += batch.length;
      },
    );
    await expect(failing).rejects.toThrow('the database is gone');
    expect(stored).toBe(10_000);
  });

  it('stores batch by batch and counts what it refused', async () => {
    const { batches, result } = await upload(12_000);
    expect(batches).toEqual([5000, 5000, 800]);
    expect(result).toMatchObject({ added: 10_800, rejected_count: 1200 });
    expect(result.rejected).toHaveLength(100);
    expect(result.rejected[0]).toEqual({ row: 10, code: 'no_phone' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { RecordsError } from '@ringside/telephony';
import fc from 'fast-check';
import { RecordSplitter } from './record-splitter.js';

interface Split {
  readonly records: readonly string[];
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Splits a document that comes in pieces of these sizes, over and over; without sizes, at once. */
function split(document: string | Buffer, sizes: readonly number[] = [], maxRecordBytes = 65_536): Split {
  const bytes = Buffer.from(document);
  const splitter = new RecordSplitter(maxRecordBytes);
  const records: string[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? bytes.length;
    records.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return { records, rest: splitter.end() };
}

/** The code of what it throws. */
function problem(document: string | Buffer, sizes?: readonly number[], maxRecordBytes?: number): string {
  try {
    return `split into ${split(document, sizes, maxRecordBytes).records.length}`;
  } catch (error) {
    if (!(error instanceof RecordsError)) throw error;
    return error.code;
  }
}

describe('RecordSplitter', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'the document of the contract',
      '{"total": 2, "data": [{"a": 1}, {"b": [2]}]}',
      ['{"a": 1}', '{"b": [2]}'],
    ],
    ['nothing', '{"total":0,"data":[]}', []],
    ['nothing but space', '{"total":0,"data":[ \n\t ]}', []],
    ['the list first', '{"data":[{}],"total":1}', ['{}']],
    ['brackets in texts', '{"data":[{"a":"]}\\"]}{"},{"b":"\\\\"}]}', ['{"a":"]}\\"]}{"}', '{"b":"\\\\"}']],
    ['a list of that name further in', '{"x":{"data":[1]},"data":[{"data":[2]}]}', ['{"data":[2]}']],
    ['a text that looks like the key', '{"a":"\\"data\\":[1]","data":[{}]}', ['{}']],
    ['a value that is the key', '{"a":"data","b":[1],"data":[{}]}', ['{}']],
    ['a key with an escape', '{"d\\u0061ta":[{}]}', ['{}']],
    ['a byte order mark', '\ufeff{"data":[{}]}', ['{}']],
    ['space everywhere', ' \r\n{ "data" \n:\t[ {} , {"a" : 1 } ] , "x" : null } \n', ['{}', '{"a" : 1 }']],
    [
      'what are no records',
      '{"data":[1, -2.5e3 ,"a,]b",null,[{}],true]}',
      ['1', '-2.5e3', '"a,]b"', 'null', '[{}]', 'true'],
    ],
    ['letters of more bytes than one', '{"ключ":"é","data":[{"имя":"🦀"}]}', ['{"имя":"🦀"}']],
    ['a record that is no JSON, alone', '{"data":[{"a":1},{"a" "b"},{}]}', ['{"a":1}', '{"a" "b"}', '{}']],
  ])('finds the records in %s', (_what, document, records) => {
    for (const sizes of [[], [1], [2, 3], [5]]) expect(split(document, sizes).records).toEqual(records);
  });

  it('says what the document says besides, as soon as it can', () => {
    const splitter = new RecordSplitter(100);
    splitter.push(Buffer.from('{"total": 12, "page": {"n": 1}, "da'));
    expect(splitter.head).toBeNull();
    splitter.push(Buffer.from('ta": ['));
    expect(splitter.head).toEqual({ total: 12, page: { n: 1 }, data: [] });
    splitter.push(Buffer.from('{}], "more": [false]}'));
    expect(splitter.end()).toEqual({ total: 12, page: { n: 1 }, data: [], more: [false] });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'incomplete'],
    ['space', ' \n ', 'incomplete'],
    ['HTML', '<!doctype html><p>{"data":[]}</p>', 'not_json'],
    ['a list', '[{"data":[]}]', 'not_json'],
    ['a text', '"data"', 'not_json'],
    ['no list', '{"total":1}', 'not_json'],
    ['a list that is none', '{"data":{"a":[1]}}', 'not_json'],
    ['two lists', '{"data":[1],"data":[2]}', 'not_json'],
    ['a list, and another value of its name', '{"data":[1],"data":2}', 'not_json'],
    ['another value of its name, and a list', '{"data":{"a":1},"data":[2]}', 'split into 1'],
    ['a comma too many', '{"data":[{},]}', 'not_json'],
    ['two commas', '{"data":[{},,{}]}', 'not_json'],
    ['a comma at first', '{"data":[,{}]}', 'not_json'],
    ['no comma', '{"data":[{} {}]}', 'not_json'],
    ['a colon', '{"data":[{}:{}]}', 'not_json'],
    ['a list that ends as an object', '{"data":[{}}}', 'not_json'],
    ['more after its end', '{"data":[]}{"data":[]}', 'not_json'],
    ['a bracket too many', '{"data":[]}]', 'not_json'],
    ['a bad rest', '{"total":,"data":[{}]}', 'not_json'],
    ['the list left open', '{"data":[{}', 'incomplete'],
    ['a record left open', '{"data":[{"a":1', 'incomplete'],
    ['a text left open', '{"data":[{"a":"', 'incomplete'],
    ['a number left open', '{"data":[1', 'incomplete'],
    ['the document left open', '{"data":[{}]', 'incomplete'],
    ['a text of the rest left open', '{"data":[{}],"a":"}', 'incomplete'],
  ])('of %s: %s is %s', (_what, document, code) => {
    for (const sizes of [[], [1], [3]]) expect(problem(document, sizes)).toBe(code);
  });

  it('bounds a record, and what is no record', () => {
    const record = `{"a":"${'x'.repeat(92)}"}`;
    expect(record).toHaveLength(100);
    for (const sizes of [[], [1], [64]]) {
      expect(problem(`{"data":[${record}]}`, sizes, 100)).toBe('split into 1');
      expect(problem(`{"data":[${record}]}`, sizes, 99)).toBe('too_large');
      expect(problem(`{"data":[{"a":"${'x'.repeat(200)}`, sizes, 99)).toBe('too_large');
    }
    expect(problem(`{"data":[${'1'.repeat(200)}`, [10], 99)).toBe('too_large');
    expect(problem(`{"a":"${'x'.repeat(2_000_000)}","data":[]}`, [65_536])).toBe('too_large');
  });

  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
  const key = fc.oneof(
    fc.constantFrom('total', 'a', 'Data', 'dat', 'data ', '__proto__'),
    fc.string({ unit: 'binary' }),
  );
  const space = fc.constantFrom('', '', ' ', '\n', '\r\n\t');
  const document = fc
    .record({
      records: fc.array(value, { maxLength: 8 }),
      before: fc.array(fc.tuple(key, value), { maxLength: 3 }),
      after: fc.array(fc.tuple(key, value), { maxLength: 3 }),
      space,
      indent: fc.constantFrom(0, 1),
    })
    .map(({ records, before, after, space: gap, indent }) => {
      const texts = records.map((record) => JSON.stringify(record, null, indent));
      const member = ([name, member]: readonly [string, unknown]): string =>
        `${JSON.stringify(name)}${gap}:${gap}${JSON.stringify(member, null, indent)}`;
      const other = ([name]: readonly [string, unknown]): boolean => name !== 'data';
      const members = [
        ...before.filter(other).map(member),
        `"data"${gap}:${gap}[${gap}${texts.join(`${gap},${gap}`)}${gap}]`,
        ...after.filter(other).map(member),
      ];
      return { text: `{${members.join(`${gap},${gap}`)}}`, texts };
    });

  it('agrees with JSON.parse, wherever the chunks end', () => {
    fc.assert(
      fc.property(document, sizes, ({ text, texts }, pieces) => {
        const { records, rest } = split(text, pieces);
        expect(records).toEqual(texts);
        const whole = JSON.parse(text) as Record<string, unknown>;
        expect(records.map((record) => JSON.parse(record))).toEqual(whole['data']);
        expect({ ...rest, data: null }).toEqual({ ...whole, data: null });
      }),
      { numRuns: 2000 },
    );
  });

  it('never takes a part of a document for the whole', () => {
    fc.assert(
      fc.property(document, fc.nat(), sizes, ({ text }, where, pieces) => {
        const bytes = Buffer.from(text);
        expect(problem(bytes.subarray(0, where % bytes.length), pieces)).toBe('incomplete');
      }),
      { numRuns: 1000 },
    );
  });

  it('with a byte changed: says so, or gives a record that is no JSON, or agrees with JSON.parse', () => {
    const byte = fc.constantFrom(...Buffer.from('{}[]",:\\0a \u0000<'));
    fc.assert(
      fc.property(document, fc.nat(), byte, sizes, ({ text }, where, changed, pieces) => {
        const bytes = Buffer.from(text);
        bytes[where % bytes.length] = changed;
        let found: Split;
        try {
          found = split(bytes, pieces);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordsError);
          return;
        }
        const records = found.records.map(parsed);
        if (records.some((record) => record === undefined)) return;
        expect(records).toEqual((JSON.parse(bytes.toString()) as Record<string, unknown>)['data']);
      }),
      { numRuns: 5000 },
    );
  });
});

/** Undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { describe, expect, it } from '@jest/globals';
import { recordsAddress } from './index.js';

describe('recordsAddress', () => {
  it.each([
    ['http://127.0.0.1:3030', 'http://127.0.0.1:3030/get_cdr'],
    ['http://127.0.0.1:3030/', 'http://127.0.0.1:3030/get_cdr'],
    ['http://127.0.0.1:3030/get_cdr', 'http://127.0.0.1:3030/get_cdr'],
    ['http://127.0.0.1:3030/get_cdr/', 'http://127.0.0.1:3030/get_cdr'],
    [' https://pbx.example/api ', 'https://pbx.example/api/get_cdr'],
    ['https://pbx.example/api/get_cdr?key=a%20b#top', 'https://pbx.example/api/get_cdr?key=a%20b'],
    ['https://pbx.example/forget_cdr', 'https://pbx.example/forget_cdr/get_cdr'],
  ])('%s: the records are at %s', (given, address) => {
    expect(recordsAddress(given).href).toBe(address);
  });

  it.each(['', 'pbx', 'ftp://pbx.example', 'http://user:secret@pbx.example', 'localhost:3030'])(
    'refuses %j in one line, without the secret',
    (given) => {
      expect(() => recordsAddress(given)).toThrow(/^PBX: .+$/);
      expect(() => recordsAddress(given)).not.toThrow(/secret@/);
    },
  );
});

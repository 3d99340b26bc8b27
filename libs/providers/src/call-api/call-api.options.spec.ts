import { describe, expect, it } from '@jest/globals';
import { callAddress } from './call-api.options.js';
import { readReply } from './call-api.provider.js';

describe('callAddress', () => {
  it.each([
    ['http://127.0.0.1:4830', 'http://127.0.0.1:4830/call'],
    ['http://127.0.0.1:4830/', 'http://127.0.0.1:4830/call'],
    ['http://127.0.0.1:4830/call', 'http://127.0.0.1:4830/call'],
    ['http://127.0.0.1:4830/call/', 'http://127.0.0.1:4830/call'],
    [' https://pbx.example/api/v2 ', 'https://pbx.example/api/v2/call'],
    ['https://pbx.example/api/call?key=a%20b', 'https://pbx.example/api/call?key=a%20b'],
    ['https://pbx.example?key=1#top', 'https://pbx.example/call?key=1'],
    ['https://pbx.example/recall', 'https://pbx.example/recall/call'],
    ['https://pbx.example/calls', 'https://pbx.example/calls/call'],
  ])('%s is posted to at %s', (given, address) => {
    expect(callAddress(given).href).toBe(address);
  });

  it.each([
    '',
    'pbx',
    '127.0.0.1:4830',
    'ftp://pbx.example',
    'http://user:secret@pbx.example',
    'localhost:4830',
  ])('refuses %j in one line, without the secret', (given) => {
    expect(() => callAddress(given)).toThrow(/^call API: .+$/);
    expect(() => callAddress(given)).not.toThrow(/secret@/);
  });
});

describe('readReply', () => {
  it.each([
    ['{"id":1234}', { kind: 'id', providerCallId: '1234' }],
    ['{"id":0}', { kind: 'id', providerCallId: '0' }],
    ['{"id":"a-1","error":null}', { kind: 'id', providerCallId: 'a-1' }],
    ['{"id":1,"error":"bad phone"}', { kind: 'error', reason: 'bad phone' }],
    ['{"error":{"code":7}}', { kind: 'error', reason: '{"code":7}' }],
    ['{"error":true}', { kind: 'error', reason: 'true' }],
  ])('%s', (text, reply) => {
    expect(readReply(Buffer.from(text))).toEqual(reply);
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '5',
    '{"id":null}',
    '{"id":""}',
    '{"id":{}}',
    '{"error":""}',
    '{"id":1e999}',
    'OK',
  ])('%j says neither', (text) => {
    expect(readReply(Buffer.from(text)).kind).toBe('unreadable');
  });
});

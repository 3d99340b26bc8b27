import { describe, expect, it } from '@jest/globals';
import { parseAddress, parseAllowList } from './allow-list.js';
import type { AllowList } from './allow-list.js';

function allows(list: AllowList, address: string, port: number): boolean {
  const parsed = parseAddress(address);
  if (parsed === null) throw new Error(`${address} is no address`);
  return list.allowsAddress(parsed, port);
}

describe('parseAllowList', () => {
  it('opens blocks, addresses, hosts, and ports of them', () => {
    const list = parseAllowList('127.0.0.0/8, 10.1.2.3:8088 fd00::/8,[::1]:9000\npbx.internal:8088 lab');
    expect(allows(list, '127.9.9.9', 1)).toBe(true);
    expect(allows(list, '128.0.0.1', 1)).toBe(false);
    expect(allows(list, '10.1.2.3', 8088)).toBe(true);
    expect(allows(list, '10.1.2.3', 8089)).toBe(false);
    expect(allows(list, 'fd12::1', 80)).toBe(true);
    expect(allows(list, '::1', 9000)).toBe(true);
    expect(allows(list, '::1', 9001)).toBe(false);
    expect(list.allowsHost('PBX.internal.', 8088)).toBe(true);
    expect(list.allowsHost('pbx.internal', 80)).toBe(false);
    expect(list.allowsHost('lab', 80)).toBe(true);
    expect(list.allowsHost('lab.evil.example', 80)).toBe(false);
  });

  it('sees an IPv4 address through its IPv6 form, on both sides', () => {
    expect(allows(parseAllowList('127.0.0.0/8'), '::ffff:127.0.0.1', 80)).toBe(true);
    expect(allows(parseAllowList('::ffff:127.0.0.0/104'), '127.0.0.1', 80)).toBe(true);
    expect(allows(parseAllowList('::/0'), '127.0.0.1', 80)).toBe(false);
  });

  it.each([
    'http://pbx',
    '10.0.0.0/33',
    'pbx:0',
    'pbx:99999',
    'pbx:http',
    '127.1',
    '127.1/8',
    '300.1.1.1',
    '-pbx',
    'a b'.replace(' ', '\t\u0000'),
    '*',
    '::1:9000:x',
    '10.0.0.0/',
    '/8',
  ])('refuses %j by name', (entry) => {
    expect(() => parseAllowList([entry, 'good.example'])).toThrow(
      `allow-list: ${JSON.stringify(entry)} is not a host, host:port, address or CIDR block`,
    );
  });

  it('names every bad entry at once', () => {
    expect(() => parseAllowList(['1.2.3.4/99', 'fine', '?'])).toThrow('"1.2.3.4/99", "?" are not');
  });

  it('takes an empty list', () => {
    expect(parseAllowList('  ').entries).toEqual([]);
    expect(parseAllowList([]).entries).toEqual([]);
  });
});

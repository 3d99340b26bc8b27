import { describe, expect, it } from '@jest/globals';
import { AddressNotAllowed, isLocalAddress, localLookup, readWebhookAddress } from './webhook-address.js';

describe('webhook addresses', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.1',
    '::1',
    'fd00::1',
    '::ffff:127.0.0.1',
  ])('%s is local', (address) => expect(isLocalAddress(address)).toBe(true));

  it.each([
    '8.8.8.8',
    '169.254.169.254',
    '172.32.0.1',
    '0.0.0.0',
    '2606:4700::1',
    'fe80::1',
    '::ffff:8.8.8.8',
    'x',
  ])('%s is not', (address) => expect(isLocalAddress(address)).toBe(false));

  it.each([
    ['http://8.8.8.8/', '8.8.8.8 is not a loopback or private address'],
    ['http://134744072/', '8.8.8.8 is not'],
    ['http://[2606:4700::1]/', '2606:4700::1 is not'],
    ['ftp://127.0.0.1/', 'must be an http or https URL'],
    ['nonsense', 'must be an http or https URL'],
    [17, 'must be a string'],
    [undefined, 'must be a string'],
  ])('%s is refused: %s', (given, problem) => {
    expect(readWebhookAddress(given, false)).toEqual({
      ok: false,
      problem: expect.stringContaining(problem),
    });
  });

  it('lets public addresses through only when told to', () => {
    expect(readWebhookAddress('http://8.8.8.8/', true).ok).toBe(true);
    expect(readWebhookAddress('http://[::1]:80/', false).ok).toBe(true);
  });

  it('judges names when a connection is made', async () => {
    const ask = (all: boolean, name = 'localhost'): Promise<unknown> =>
      new Promise((resolve, reject) => {
        localLookup(name, { all }, (error, address) => {
          if (error === null) resolve(address);
          else reject(error);
        });
      });
    expect(['127.0.0.1', '::1']).toContain(await ask(false));
    expect(await ask(true)).toEqual(expect.arrayContaining([expect.objectContaining({ family: 4 })]));
    await expect(ask(false, '8.8.8.8')).rejects.toThrow(AddressNotAllowed);
  });
});

import { describe, expect, it } from '@jest/globals';
import { checkedAddresses, isPublic } from './address-check.js';
import type { Resolve } from './address-check.js';
import { parseAddress, parseAllowList } from './allow-list.js';

const nothing = parseAllowList([]);
const answers =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const never: Resolve = () => Promise.reject(new Error('not to be asked'));

describe('isPublic', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is', (text) => {
    const address = parseAddress(text);
    expect(address !== null && isPublic(address)).toBe(true);
  });

  it.each([
    ...['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::7f00:1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'fec0::1', '2001::1', '100::1'],
  ])('%s is not', (text) => {
    const address = parseAddress(text);
    expect(address !== null && isPublic(address)).toBe(false);
  });
});

describe('checkedAddresses', () => {
  it('looks at an address itself and asks no name server', async () => {
    await expect(checkedAddresses('8.8.8.8', 80, nothing, never)).resolves.toEqual([
      { address: '8.8.8.8', family: 4 },
    ]);
    await expect(checkedAddresses('[::1]', 80, nothing, never)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
  });

  it('refuses a name when one of its addresses is private', async () => {
    await expect(
      checkedAddresses('two.example', 80, nothing, answers('8.8.8.8', '10.0.0.1')),
    ).rejects.toMatchObject({
      code: 'address_not_allowed',
      message: 'two.example is 10.0.0.1, which is not a public address and is not in the allow-list',
    });
  });

  it('takes a name that was opened, and addresses that were opened', async () => {
    const byName = parseAllowList('pbx.internal:8088');
    const private10 = answers('10.0.0.1');
    await expect(checkedAddresses('pbx.internal', 8088, byName, private10)).resolves.toHaveLength(1);
    await expect(checkedAddresses('pbx.internal', 80, byName, private10)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
    const byBlock = parseAllowList('10.0.0.0/8');
    await expect(
      checkedAddresses('two.example', 80, byBlock, answers('8.8.8.8', '10.0.0.1')),
    ).resolves.toHaveLength(2);
  });

  it('says what went wrong with the name', async () => {
    const missing: Resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    await expect(checkedAddresses('no.example', 80, nothing, missing)).rejects.toMatchObject({
      code: 'dns',
      message: 'no.example cannot be resolved: ENOTFOUND',
    });
    await expect(checkedAddresses('no.example', 80, nothing, answers())).rejects.toMatchObject({
      code: 'dns',
    });
  });

  it('refuses what a name server should never say', async () => {
    await expect(
      checkedAddresses('odd.example', 80, nothing, answers('not an address')),
    ).rejects.toMatchObject({ code: 'address_not_allowed' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { seal, sealKeyOf, unseal } from './seal.js';

const mine = sealKeyOf({ kind: 'key', apiKey: 'k', apiAuth: 'secret', explicit: true });
const again = sealKeyOf({ kind: 'key', apiKey: 'k', apiAuth: 'secret', explicit: false });
const theirs = sealKeyOf({ kind: 'session', token: 'A'.repeat(43) });

describe('a sealed answer', () => {
  it('is read with the same credentials, and with no others', async () => {
    const sealed = await seal(mine, 'api_auth: ümlaut');
    expect(sealed).not.toContain('api_auth');
    expect(await unseal(again, sealed)).toBe('api_auth: ümlaut');
    expect(await unseal(theirs, sealed)).toBeNull();
  });

  it('is not read when it was changed, and never looks the same twice', async () => {
    const sealed = await seal(mine, 'x');
    expect(await seal(mine, 'x')).not.toBe(sealed);
    const bytes = Buffer.from(sealed, 'base64url');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(await unseal(mine, bytes.toString('base64url'))).toBeNull();
  });
});

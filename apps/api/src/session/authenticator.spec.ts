import { describe, expect, it } from '@jest/globals';
import type { DirectoryStore, Principal } from '@ringside/store';
import { Authenticator } from './authenticator.js';

const AT = Date.UTC(2026, 10, 20, 12);
const PRINCIPAL: Principal = {
  accountId: 'a',
  user: null,
  key: { id: 'k1', name: 'Key', permissions: ['read'] },
};
const KEY = { kind: 'key', apiKey: 'key', apiAuth: 'secret', explicit: true } as const;

/** A directory that knows one key, and counts who asks it. */
function setUp() {
  const seen = { checks: 0, notes: [] as number[] };
  const held: (() => void)[] = [];
  const state = { now: AT, until: null as number | null, there: true, hold: false };
  const directory = {
    async principalOfKey(apiKey: string, apiAuth: string) {
      seen.checks++;
      const right = state.there && apiKey === KEY.apiKey && apiAuth === KEY.apiAuth;
      if (state.hold) await new Promise<void>((resolve) => held.push(resolve));
      return right ? { ...PRINCIPAL, until: state.until } : null;
    },
    noteKey(_id: string, at: number) {
      seen.notes.push(at);
      return Promise.resolve();
    },
  } as unknown as DirectoryStore;
  const authenticator = new Authenticator(directory, () => state.now);
  const ask = () => authenticator.identify(KEY, '127.0.0.1');
  const release = () => held.splice(0).forEach((resolve) => resolve());
  return { authenticator, ask, seen, state, release };
}

describe('a key that was right', () => {
  it('is believed for a minute, and asked for once by many', async () => {
    const { ask, seen, state } = setUp();
    await Promise.all([ask(), ask(), ask()]);
    for (let i = 0; i < 50; i++) expect(await ask()).toMatchObject({ keyId: 'k1', actor: 'api_key:k1' });
    expect(seen.checks).toBe(1);
    state.now += 60_000;
    await ask();
    expect(seen.checks).toBe(2);
  });

  it('is believed no longer than its secret works', async () => {
    const { ask, state } = setUp();
    state.until = AT + 5000;
    await ask();
    state.there = false;
    state.now += 4999;
    expect(await ask()).not.toBeNull();
    state.now += 1;
    expect(await ask()).toBeNull();
  });

  it('is not believed once keys have changed, also when its check was under way', async () => {
    const { authenticator, ask, state, release } = setUp();
    await ask();
    state.there = false;
    authenticator.keysChanged();
    expect(await ask()).toBeNull();

    state.there = true;
    state.hold = true;
    const early = ask();
    state.there = false;
    authenticator.keysChanged();
    release();
    expect(await early).not.toBeNull();
    state.hold = false;
    expect(await ask()).toBeNull();
  });

  it('is noted as used, to the minute, once a minute', async () => {
    const { ask, seen, state } = setUp();
    state.now = AT + 12_345;
    await ask();
    await ask();
    state.now = AT + 60_001;
    await ask();
    expect(seen.notes).toEqual([AT, AT + 60_000]);
  });
});

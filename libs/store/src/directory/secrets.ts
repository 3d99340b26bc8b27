import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const LENGTH = 32;

/** A secret as it is stored: scrypt (Node's costs: N 16384, r 8, p 1) with a salt of its own. */
export interface HashedSecret {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

export async function hashSecret(secret: string): Promise<HashedSecret> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(secret, salt, LENGTH) };
}

/** Compared in constant time. */
export async function matchesSecret(secret: string, { salt, hash }: HashedSecret): Promise<boolean> {
  return timingSafeEqual(await derive(secret, salt, LENGTH), hash);
}

const MOST = 1000;
const KEPT_MS = 60_000;

/**
 * Remembers for a minute which key and secret were right, so that each request does not cost a scrypt. What is
 * kept is an HMAC with a key that only this process has; a wrong secret is never remembered.
 */
export interface VerifiedPairs {
  /** Answers from memory, or by `verify`, which runs once for requests that come together. */
  accountOf(key: string, secret: string, verify: () => Promise<string | null>): Promise<string | null>;
  clear(): void;
}

export function createVerifiedPairs(now: () => number): VerifiedPairs {
  const processKey = randomBytes(32);
  const known = new Map<string, { readonly until: number; readonly account: Promise<string | null> }>();
  return {
    accountOf(key, secret, verify) {
      const pair = createHmac('sha256', processKey).update(`${key.length}.${key}${secret}`).digest('base64');
      const found = known.get(pair);
      if (found !== undefined && found.until > now()) return found.account;
      const account = verify();
      const entry = { until: now() + KEPT_MS, account };
      known.delete(pair);
      known.set(pair, entry);
      const forget = (): void => {
        if (known.get(pair) === entry) known.delete(pair);
      };
      account.then((id) => (id === null ? forget() : undefined), forget);
      for (const oldest of known.keys()) {
        if (known.size <= MOST) break;
        known.delete(oldest);
      }
      return account;
    },
    clear: () => known.clear(),
  };
}

import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** Some 50 ms and 32 MiB: what a guess costs whoever has stolen the table. */
const COST = { log2N: 15, r: 8, p: 1 } as const;
const LENGTH = 32;

/** A password as it is stored: `scrypt$15$8$1$<salt>$<hash>`, so that costs can grow without anybody noticing. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { log2N, r, p } = COST;
  const hash = await derive(password, salt, log2N, r, p);
  return ['scrypt', log2N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Compared in constant time. Without a stored one it costs the same, and is false. */
export async function matchesPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, log2N, r, p, salt, hash] = (stored ?? NOBODYS).split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(log2N), Number(r), Number(p));
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url')) && stored !== null;
}

const NOBODYS = `scrypt$${COST.log2N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${randomBytes(LENGTH).toString('base64url')}`;

/** A letter that a keyboard composes in another way is the same letter. */
function derive(password: string, salt: Buffer, log2N: number, r: number, p: number): Promise<Buffer> {
  const N = 2 ** log2N;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

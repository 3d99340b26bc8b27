import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const LENGTH = 32;
const NO_SALT = Buffer.alloc(0);

/**
 * `scrypt` (Node's costs: N 16384, r 8, p 1) for what a person may have chosen. `sha256`, without a salt, for 256 random
 * bits: nobody can try them all, and a check costs microseconds.
 */
export type SecretScheme = 'scrypt' | 'sha256';

/** A secret as it is stored. */
export interface HashedSecret {
  readonly scheme: SecretScheme;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

export async function hashChosenSecret(secret: string): Promise<HashedSecret> {
  const salt = randomBytes(16);
  return { scheme: 'scrypt', salt, hash: await derive(secret, salt, LENGTH) };
}

/** `secret` must be 256 random bits. */
export function hashRandomSecret(secret: string): HashedSecret {
  return { scheme: 'sha256', salt: NO_SALT, hash: sha256(secret) };
}

/** Compared in constant time. */
export async function matchesSecret(secret: string, { scheme, salt, hash }: HashedSecret): Promise<boolean> {
  return timingSafeEqual(scheme === 'sha256' ? sha256(secret) : await derive(secret, salt, LENGTH), hash);
}

/** A stored secret that nothing matches, and that takes as long to find out. */
export function nobodysSecret(scheme: SecretScheme): HashedSecret {
  return { scheme, salt: NO_SALT, hash: NOBODY };
}

const NOBODY = randomBytes(LENGTH);

function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

import type { FastifyRequest } from 'fastify';
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import type { Credentials } from './credentials.js';

/** A key of 256 bits that only whoever has the same credentials can make again; of them, the database has hashes only. */
export type SealKey = (salt: Buffer) => Promise<Buffer>;

const CIPHER = 'aes-256-gcm';
const [SALT_BYTES, IV_BYTES, TAG_BYTES] = [16, 12, 16];

export function sealKeyOf(credentials: NonNullable<Credentials>): SealKey {
  const secret = credentials.kind === 'session' ? credentials.token : credentials.apiAuth;
  return (salt) =>
    new Promise((resolve, reject) => {
      // As slow as the check of a secret that somebody chose: what is sealed must be no faster way to find it out.
      scrypt(secret, salt, 32, (error, key) => (error === null ? resolve(key) : reject(error)));
    });
}

/** Text that is stored, but can be read with the same credentials only. */
export async function seal(key: SealKey, text: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, await key(salt), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Null: sealed with other credentials. */
export async function unseal(key: SealKey, text: string): Promise<string | null> {
  const bytes = Buffer.from(text, 'base64url');
  const salt = bytes.subarray(0, SALT_BYTES);
  const iv = bytes.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES);
  const tag = bytes.subarray(SALT_BYTES + IV_BYTES, SALT_BYTES + IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, await key(salt), iv).setAuthTag(tag);
  try {
    const rest = bytes.subarray(SALT_BYTES + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** Stands for secrets in a command's body, so that two that differ are two commands. */
export async function fingerprint(request: FastifyRequest, secrets: readonly string[]): Promise<string> {
  const key = await sealKeyOfRequest(request)(Buffer.from(JSON.stringify(secrets)));
  return key.toString('base64url');
}

export function sealKeyOfRequest({ sealKey }: FastifyRequest): SealKey {
  if (sealKey === undefined) throw new Error('Nobody has signed in.');
  return sealKey;
}

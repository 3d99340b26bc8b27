import { createHash } from 'node:crypto';

/** Names exactly these bytes. */
export function etagOf(payload: string): string {
  return `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
}

/** Whether who asks has it already (`If-None-Match`, RFC 9110 13.1.2: compared weakly). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((given) => {
    const one = given.trim();
    return one === '*' || one.replace(/^W\//, '') === etag;
  });
}

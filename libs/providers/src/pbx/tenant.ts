import { plainText } from '@ringside/telephony';

const TENANT_LENGTH = 200;

/** Whose records or call these are, by the header `tenant-uuid`; null when it is not there, or empty. */
export function tenantOf(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): string | null {
  const given = headers['tenant-uuid'];
  const first = typeof given === 'object' ? given[0] : given;
  return plainText(first ?? '', TENANT_LENGTH) || null;
}

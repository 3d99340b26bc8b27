/** What stands for a NUL character, which PostgreSQL's text cannot hold. */
const NUL_SIGN = '\u2400';

/** Text as PostgreSQL can store it: NUL becomes a visible sign, half a surrogate pair the replacement character. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', NUL_SIGN);
}

/** JSON as `jsonb` can store it. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(clean(value));
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), clean(item)]));
}

/** Whether an id can be looked up at all; anything else is simply not there. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

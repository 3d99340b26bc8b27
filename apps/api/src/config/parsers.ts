import { isIP } from 'node:net';

/** Thrown by a parser; the text completes the sentence "PORT ...". */
export class BadSetting extends Error {}

interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

export function number(rule: NumberRule & { readonly fallback: number }): (text: string | null) => number {
  return (text) => (text === null ? rule.fallback : parseNumber(text, rule));
}

export function brake(max: number): (text: string | null) => number | null {
  return (text) => (text === null ? null : parseNumber(text, { min: 1, max, whole: true }));
}

function parseNumber(text: string, { min, max, whole }: NumberRule): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max) || (whole === true && !Number.isInteger(value))) {
    throw new BadSetting(`must be a ${whole === true ? 'whole number' : 'number'} from ${min} to ${max}`);
  }
  return value;
}

export function url(protocols: readonly string[]): (text: string | null) => string | null {
  return (text) => {
    if (text === null) return null;
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
      throw new BadSetting(
        `must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      );
    }
    if (!text.startsWith('postgres') && text.includes('@')) {
      throw new BadSetting('must not carry a user name or password');
    }
    return text;
  };
}

export function secret(shortest: number): (text: string | null) => string | null {
  return (text) => {
    if (text === null) return null;
    // A colon would end the user name of HTTP Basic; control characters cannot stand in a header.
    if (text.length < shortest || text.length > 200 || !/^[\x21-\x39\x3b-\x7e]+$/.test(text)) {
      throw new BadSetting(`must be ${shortest} to 200 visible ASCII characters without colon`);
    }
    return text;
  };
}

/** A password of HTTP Basic: anything that a header can hold and a person can see. */
export function password(text: string | null): string | null {
  if (text !== null && !/^[\x20-\x7e]{1,200}$/.test(text))
    throw new BadSetting('must be 1 to 200 visible ASCII characters');
  return text;
}

/** An address below which others are asked for. */
export function base(protocols: readonly string[]): (text: string | null) => string | null {
  const read = url(protocols);
  return (text) => {
    const address = read(text);
    if (address !== null && /[?#]/.test(address)) throw new BadSetting('must not carry a query');
    return address;
  };
}

/** A name that stands in addresses and in a dialplan. */
export function word(text: string | null): string | null {
  if (text !== null && !/^[A-Za-z0-9][\w-]{0,63}$/.test(text))
    throw new BadSetting('must be 1 to 64 letters, digits, - or _');
  return text;
}

/** An endpoint of Asterisk, with the place where the number goes. */
export function endpoint(text: string | null): string | null {
  if (text === null) return null;
  if (text.split('{number}').length !== 2)
    throw new BadSetting('must hold {number} once, such as PJSIP/{number}@trunk');
  if (text.length > 200 || !/^[A-Za-z0-9_]+\/[^\s{}]+$/.test(text.replace('{number}', '0')))
    throw new BadSetting('must be a technology and a place, such as PJSIP/{number}@trunk');
  return text;
}

export function callerId(text: string | null): string | null {
  if (text !== null && !/^[^\p{Cc}]{1,100}$/u.test(text))
    throw new BadSetting('must be a number, or a name and a number: "Ringside" <+12025550100>');
  return text;
}

/** What Asterisk plays: a kind of media and its name. */
export function media(text: string | null): string | null {
  if (text !== null && !/^(sound|recording|tone|number|digits|characters):\S{1,200}$/.test(text))
    throw new BadSetting('must be media of Asterisk, such as sound:hello-world');
  return text;
}

export function choice<T extends string>(choices: readonly T[], text: string | null): T | null {
  if (text === null) return null;
  const found = choices.find((one) => one === text.toLowerCase());
  if (found === undefined) throw new BadSetting(`must be one of ${choices.join(', ')}`);
  return found;
}

/** What a browser sends as `Origin`. */
export function origin(entry: string): string {
  const url = URL.parse(entry);
  if (
    entry !== '*' &&
    (url === null || !/^https?:$/.test(url.protocol) || url.origin !== entry.replace(/\/$/, ''))
  )
    throw new BadSetting('must be origins such as https://example.com, separated by commas, or *');
  return url?.origin ?? entry;
}

export function allowEntry(entry: string): string {
  const [address = '', bits, more] = entry.split('/');
  const family = isIP(address);
  const isBlock =
    bits !== undefined &&
    more === undefined &&
    family !== 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (family === 4 ? 32 : 128);
  const isHost =
    bits === undefined &&
    (family !== 0 || /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:\d{1,5})?$/i.test(entry));
  if (!isBlock && !isHost)
    throw new BadSetting('must be hosts, host:ports or CIDR blocks, separated by commas');
  return entry;
}

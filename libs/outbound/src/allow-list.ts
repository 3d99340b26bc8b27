import ipaddr from 'ipaddr.js';

/** What the operator opened besides the public internet. */
export interface AllowList {
  /** The entries, as given. */
  readonly entries: readonly string[];
  /** Whether this host name (with this port) was opened by name, whatever address it has. */
  allowsHost(host: string, port: number): boolean;
  /** Whether this address (with this port) was opened. */
  allowsAddress(address: Address, port: number): boolean;
}

/** An IPv4 address that came as an IPv6 one (`::ffff:10.0.0.1`) is an IPv4 address. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

type Rule =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  | { readonly kind: 'block'; readonly block: [Address, number]; readonly port: number | null };

const HOST_NAME = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/**
 * Reads an allow-list: hosts (`pbx.internal`), hosts with a port (`pbx.internal:8088`, `10.1.2.3:8088`,
 * `[::1]:8088`), addresses (`10.1.2.3`) and CIDR blocks (`127.0.0.0/8`, `fd00::/8`); a text is cut at commas
 * and white space.
 *
 * @throws Error naming every entry that is none of these
 */
export function parseAllowList(given: string | readonly string[]): AllowList {
  const entries = (typeof given === 'string' ? given.split(/[\s,]+/) : given).filter((entry) => entry !== '');
  const rules: Rule[] = [];
  const bad: string[] = [];
  for (const entry of entries) {
    const rule = parseRule(entry.trim().toLowerCase());
    if (rule === null) bad.push(JSON.stringify(entry));
    else rules.push(rule);
  }
  if (bad.length > 0) {
    throw new Error(
      `allow-list: ${bad.join(', ')} ${bad.length === 1 ? 'is' : 'are'} not a host, host:port, address or CIDR block (like 127.0.0.0/8)`,
    );
  }
  return {
    entries,
    allowsHost: (host, port) =>
      rules.some((rule) => rule.kind === 'host' && rule.host === plainHost(host) && fits(rule, port)),
    allowsAddress: (address, port) =>
      rules.some((rule) => rule.kind === 'block' && contains(rule.block, address) && fits(rule, port)),
  };
}

/** An address as text, brackets and all, or null when the text is not an address. */
export function parseAddress(text: string): Address | null {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  // The short and octal forms (`127.1`, `0177.0.0.1`) are not addresses here: the URL parser has expanded them.
  if (!ipaddr.IPv6.isValid(bare) && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return null;
  return ipaddr.process(bare);
}

/** Lower case, without the dot that ends a complete name. */
export function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function parseRule(entry: string): Rule | null {
  if (entry.includes('/')) {
    if (!ipaddr.isValidCIDR(entry)) return null;
    const [address, bits] = ipaddr.parseCIDR(entry);
    if (
      address.kind() === 'ipv4' &&
      !ipaddr.IPv4.isValidFourPartDecimal(entry.slice(0, entry.indexOf('/')))
    ) {
      return null;
    }
    return { kind: 'block', block: asIpv4Block(address, bits), port: null };
  }
  const whole = parseAddress(entry);
  if (whole !== null) return blockOf(whole, null);
  const colon = entry.lastIndexOf(':');
  if (colon === -1) return hostRule(entry, null);
  const port = parsePort(entry.slice(colon + 1));
  if (port === null) return null;
  const host = entry.slice(0, colon);
  const address = host.includes(':') && !host.startsWith('[') ? null : parseAddress(host);
  return address === null ? hostRule(host, port) : blockOf(address, port);
}

function hostRule(host: string, port: number | null): Rule | null {
  const plain = plainHost(host);
  // A name of digits and dots only is a mistyped address.
  return HOST_NAME.test(plain) && !/^[\d.]+$/.test(plain) ? { kind: 'host', host: plain, port } : null;
}

function blockOf(address: Address, port: number | null): Rule {
  return { kind: 'block', block: [address, address.kind() === 'ipv4' ? 32 : 128], port };
}

/** `::ffff:10.0.0.0/104` is written for `10.0.0.0/8`. */
function asIpv4Block(address: Address, bits: number): [Address, number] {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96) {
    return [address.toIPv4Address(), bits - 96];
  }
  return [address, bits];
}

function contains(block: [Address, number], address: Address): boolean {
  return address.kind() === block[0].kind() && address.match(block);
}

function fits(rule: Rule, port: number): boolean {
  return rule.port === null || rule.port === port;
}

function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

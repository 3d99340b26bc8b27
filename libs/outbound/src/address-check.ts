import { lookup } from 'node:dns';
import ipaddr from 'ipaddr.js';
import type { LookupAddress } from 'node:dns';
import { parseAddress } from './allow-list.js';
import type { Address, AllowList } from './allow-list.js';
import { codeOf, NotSent } from './not-sent.js';

/** Resolves a name to all its addresses, as the operating system does. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });

/** Today's global unicast block; everything else in IPv6 is special, whatever it is called. */
const IPV6_GLOBAL: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** Whether this address is a place in the public internet. */
export function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(IPV6_GLOBAL);
}

/**
 * The addresses a connection to this host may go to. All records are looked at: when any of them is neither
 * public nor opened by the operator, none is used, so that a name with one good and one bad address is no way in.
 *
 * @param host as a URL has it: a name, an IPv4 address, or an IPv6 address in brackets
 * @throws NotSent with code `dns` or `address_not_allowed`
 */
export async function checkedAddresses(
  host: string,
  port: number,
  allow: AllowList,
  resolve: Resolve,
): Promise<readonly LookupAddress[]> {
  const literal = parseAddress(host);
  const records =
    literal === null
      ? await resolveOrFail(host, resolve)
      : [{ address: literal.toString(), family: literal.kind() === 'ipv4' ? 4 : 6 }];
  if (allow.allowsHost(host, port)) return records;
  for (const record of records) {
    const address = parseAddress(record.address);
    if (address === null || !(isPublic(address) || allow.allowsAddress(address, port))) {
      const through = literal === null ? `${host} is ${record.address}, which` : record.address;
      throw new NotSent(
        'address_not_allowed',
        `${through} is not a public address and is not in the allow-list`,
      );
    }
  }
  return records;
}

async function resolveOrFail(host: string, resolve: Resolve): Promise<readonly LookupAddress[]> {
  let records: readonly LookupAddress[];
  try {
    records = await resolve(host);
  } catch (error) {
    throw new NotSent('dns', `${host} cannot be resolved: ${codeOf(error) || 'no answer'}`);
  }
  if (records.length === 0) throw new NotSent('dns', `${host} has no address`);
  return records;
}

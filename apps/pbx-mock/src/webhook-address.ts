import { BlockList, isIP, type LookupFunction } from 'node:net';
import { lookup } from 'node:dns';

/** Why a webhook was not sent; not a failure of the other side. */
export class AddressNotAllowed extends Error {}

const LOCAL = new BlockList();
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('10.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('172.16.0.0', 12, 'ipv4');
LOCAL.addSubnet('192.168.0.0', 16, 'ipv4');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fc00::', 7, 'ipv6');

/** Loopback and private networks; not link-local, where cloud machines keep their secrets. */
export function isLocalAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && LOCAL.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

export type WebhookAddress =
  { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly problem: string };

/**
 * Reads a webhook address; a problem says what it must be. Numeric addresses are judged here; names are judged by {@link localLookup}
 * when a connection is made, because a name may lead elsewhere by then.
 */
export function readWebhookAddress(text: unknown, anyWebhook: boolean): WebhookAddress {
  if (typeof text !== 'string') return { ok: false, problem: 'must be a string' };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return { ok: false, problem: 'must be an http or https URL' };
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!anyWebhook && isIP(host) !== 0 && !isLocalAddress(host)) {
    return {
      ok: false,
      problem: `must be local: ${host} is not a loopback or private address (see --allow-any-webhook)`,
    };
  }
  return { ok: true, url };
}

/** A name lookup that fails with {@link AddressNotAllowed} unless every address of the name is local. */
export const localLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const first = addresses?.[0];
    if (error !== null) callback(error, '');
    else if (first === undefined || !addresses.every(({ address }) => isLocalAddress(address))) {
      callback(new AddressNotAllowed(`${hostname} is not local`), '');
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/**
 * The tokens in the webhook addresses of one connection: HMAC-SHA256 of the call id with the connection's secret, cut to
 * 128 bits, base64url. A token serves every event of its call and needs no row to be checked.
 */
export interface WebhookTokens {
  of(callId: string): string;
  /** In constant time. */
  match(callId: string, token: string): boolean;
}

/** What the secret of a feed is the token of: no call has such an id. */
const FEED = 'feed';

export function webhookTokens(secret: Uint8Array): WebhookTokens {
  // A prepared key: making one for each webhook costs several times the HMAC itself.
  const key = createSecretKey(secret);
  const mac = (callId: string): Buffer => createHmac('sha256', key).update(callId).digest().subarray(0, 16);
  // Every webhook of a feed has the same one.
  const feed = mac(FEED);
  return {
    of: (callId) => mac(callId).toString('base64url'),
    match: (callId, token) => {
      const given = Buffer.from(token, 'base64url');
      const expected = callId === FEED ? feed : mac(callId);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

/** The address a phone system posts this call's statuses to. */
export function webhookUrl(
  publicUrl: string,
  kind: string,
  connectionId: string,
  callId: string,
  token: string,
): string {
  return `${publicUrl}/webhooks/${kind}/${connectionId}/${callId}/${token}`;
}

/** The address a phone system posts its own calls to, secret included. */
export function feedUrl(
  publicUrl: string,
  kind: string,
  connectionId: string,
  tokens: WebhookTokens,
): string {
  return `${publicUrl}/webhooks/${kind}/${connectionId}/${tokens.of(FEED)}`;
}

/** Whether `secret` is the one of this connection's feed; in constant time. */
export function isFeedSecret(tokens: WebhookTokens, secret: string): boolean {
  return tokens.match(FEED, secret);
}

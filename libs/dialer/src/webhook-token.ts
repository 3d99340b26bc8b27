import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The token in a call's webhook address: HMAC-SHA256 of the call id with the connection's secret, cut to
 * 128 bits, base64url. It serves every event of its call and needs no row to be checked.
 */
export function webhookToken(secret: Uint8Array, callId: string): string {
  return mac(secret, callId).toString('base64url');
}

export function isWebhookToken(secret: Uint8Array, callId: string, token: string): boolean {
  const given = Buffer.from(token, 'base64url');
  const expected = mac(secret, callId);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function mac(secret: Uint8Array, callId: string): Buffer {
  return createHmac('sha256', secret).update(callId).digest().subarray(0, 16);
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

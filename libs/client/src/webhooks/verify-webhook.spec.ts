import { describe, expect, it } from '@jest/globals';
import type { CallStateMessage } from '@ringside/contracts';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { WebhookError } from './webhook-error.js';
import { verifyWebhook } from './verify-webhook.js';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const NOW = Date.UTC(2026, 10, 20, 10);
const message: CallStateMessage = {
  type: 'call.ringing',
  timestamp: '2026-11-20T10:00:00.000Z',
  data: {
    call_id: 'c',
    campaign_id: 'm',
    contact_id: null,
    caller_id: null,
    sequence: 2,
    state: 'ringing',
    reason: null,
    answered_by: null,
  },
};
const BODY = JSON.stringify(message);

/** Signed by the reference library. */
function signed(body = BODY, secrets = [SECRET], at = NOW, id = 'msg_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
  };
}
async function problemOf(verifying: Promise<unknown>): Promise<unknown> {
  const failed: unknown = await verifying.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(WebhookError);
  return (failed as WebhookError).code;
}
const verify = (
  headers: Record<string, string | string[]>,
  body = BODY,
  secrets: string | string[] = SECRET,
) => verifyWebhook(secrets, headers, body, { now: NOW });

describe('a message to call_state_url', () => {
  it('is read when it is ours, from headers of any kind and a body of any kind', async () => {
    await expect(verify(signed())).resolves.toEqual(message);
    await expect(
      verifyWebhook(SECRET, new Headers(signed()), new TextEncoder().encode(BODY), { now: NOW }),
    ).resolves.toEqual(message);
    await expect(verifyWebhook(SECRET, signed(BODY, [SECRET], Date.now()), BODY)).resolves.toEqual(message);
  });

  it('agrees with the reference library on any body and any id', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.stringMatching(/^[a-zA-Z0-9_]{1,40}$/),
        async (reason, id) => {
          const body = JSON.stringify({ ...message, data: { ...message.data, reason } });
          await expect(verify(signed(body, [SECRET], NOW, id), body)).resolves.toMatchObject({
            data: { reason },
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('may be signed with either secret while one replaces the other, on both sides', async () => {
    await expect(verify(signed(BODY, [OTHER, SECRET]))).resolves.toEqual(message);
    await expect(verify(signed(BODY, [OTHER]), BODY, [SECRET, OTHER])).resolves.toEqual(message);
    const signatures = `v1a,${Buffer.alloc(64).toString('base64')} v1,%% ${signed()['webhook-signature']}`;
    await expect(verify({ ...signed(), 'webhook-signature': signatures })).resolves.toEqual(message);
  });

  it('is refused when one bit of it changed', async () => {
    const own = signed();
    expect(await problemOf(verify(own, BODY.replace('ringing', 'answered')))).toBe('wrong_signature');
    expect(await problemOf(verify({ ...own, 'webhook-id': 'msg_2' }))).toBe('wrong_signature');
    const later = String(Number(own['webhook-timestamp']) + 1);
    expect(await problemOf(verify({ ...own, 'webhook-timestamp': later }))).toBe('wrong_signature');
    expect(await problemOf(verify(signed(BODY, [OTHER])))).toBe('wrong_signature');
    expect(await problemOf(verify({ ...own, 'webhook-signature': 'v1,' }))).toBe('wrong_signature');
    expect(await problemOf(verify({ ...own, 'webhook-signature': 'nonsense' }))).toBe('wrong_signature');
  });

  it('is refused after five minutes, and when it comes from the future', async () => {
    const at = (seconds: number) => signed(BODY, [SECRET], NOW + seconds * 1000);
    await expect(verify(at(-300))).resolves.toEqual(message);
    await expect(verify(at(300))).resolves.toEqual(message);
    expect(await problemOf(verify(at(-301)))).toBe('too_old');
    expect(await problemOf(verify(at(301)))).toBe('too_new');
    expect(await problemOf(verify({ ...signed(), 'webhook-timestamp': 'now' }))).toBe('invalid_timestamp');
  });

  it('is refused without its headers, or with several of one', async () => {
    for (const name of Object.keys(signed())) {
      const { [name]: _left, ...rest } = signed();
      expect(await problemOf(verify(rest))).toBe('missing_header');
      expect(await problemOf(verify({ ...rest, [name]: ['a', 'b'] }))).toBe('missing_header');
    }
  });

  it('is refused when it is signed and tells of no call', async () => {
    for (const body of ['', 'null', '[]', '{}', '{"type":"call.ringing","timestamp":"","data":{}}']) {
      expect(await problemOf(verify(signed(body), body))).toBe('invalid_body');
    }
  });

  it('a secret that is none is told to the program', async () => {
    await expect(verify(signed(), BODY, 'whsec_%')).rejects.toBeInstanceOf(TypeError);
    await expect(verify(signed(), BODY, '')).rejects.toBeInstanceOf(TypeError);
  });
});

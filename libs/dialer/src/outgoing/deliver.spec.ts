import { describe, expect, it } from '@jest/globals';
import type { Message } from '@ringside/engine';
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { deliver, type MessageSender } from './deliver.js';
import { SCHEDULE } from './schedule.js';
import { signedHeaders, webhookSecret } from './sign.js';

const AT = Date.now();
const SECRETS = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const message: Message = {
  id: '0192a3b4-0000-7000-8000-000000000001',
  accountId: 'a',
  campaignId: 'p',
  callId: 'c',
  sequence: 1,
  type: 'call.ringing',
  url: 'https://x.example/',
  body: '{"type":"call.ringing","data":{"reason":"\u00fc \\" \u{1f4de}"}}',
  createdAt: AT,
  state: 'waiting',
  tries: 0,
  nextTryAt: AT,
  lastStatus: null,
  lastError: null,
  deliveredAt: null,
};
type Answer = Awaited<ReturnType<MessageSender['send']>>;
type Request = Parameters<MessageSender['send']>[0];

async function trying(answer: Answer, given: Partial<Message> = {}, signal = new AbortController().signal) {
  const asked: Request[] = [];
  const sender: MessageSender = {
    send: (request) => {
      asked.push(request);
      return Promise.resolve(answer);
    },
  };
  const parts = { sender, schedule: SCHEDULE, now: () => AT, random: () => 0, signal };
  return { result: await deliver({ ...message, ...given }, SECRETS, parts), asked };
}
const answered = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  kind: 'response',
  status,
  headers,
});

describe('a try of a message', () => {
  it('is signed as Standard Webhooks wants it, for every secret that is valid', async () => {
    const { asked } = await trying(answered(204));
    const [request] = asked;
    if (request === undefined) throw new Error('nothing was sent');
    for (const secret of SECRETS)
      expect(new Webhook(webhookSecret(secret)).verify(request.body, { ...request.headers })).toEqual(
        JSON.parse(message.body),
      );
    expect(() =>
      new Webhook(webhookSecret(Buffer.alloc(32, 3))).verify(request.body, { ...request.headers }),
    ).toThrow();
    expect(request).toMatchObject({
      method: 'POST',
      url: message.url,
      body: message.body,
      timeoutMs: 15_000,
      maxBytes: 65_536,
    });
    expect(request.headers).toMatchObject({ 'webhook-id': message.id, 'content-type': 'application/json' });
  });

  it('signs id, time and body, and nothing else', () => {
    const headers = signedHeaders('id', '{}', 1_700_000_000_999, [SECRETS[0] as Buffer]);
    const mac = createHmac('sha256', Buffer.alloc(32, 1)).update('id.1700000000.{}').digest('base64');
    expect(headers['webhook-timestamp']).toBe('1700000000');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
  });

  it.each([200, 201, 204, 299])('is delivered by %i', async (status) => {
    expect((await trying(answered(status))).result).toEqual({ status, error: null, retryInMs: null });
  });

  it.each([
    [500, 'The server answered 500.'],
    [404, 'The server answered 404.'],
    [302, 'The server answered 302: redirects are not followed.'],
  ])('failed by %i, and is made again', async (status, error) => {
    expect((await trying(answered(status))).result).toEqual({ status, error, retryInMs: 5000 });
    expect((await trying(answered(status), { tries: 2 })).result).toEqual({ status, error, retryInMs: null });
  });

  it('is the last after 410', async () => {
    expect((await trying(answered(410))).result).toMatchObject({ status: 410, retryInMs: null });
  });

  it('waits as long as the server asks', async () => {
    expect((await trying(answered(503, { 'retry-after': '20' }))).result).toMatchObject({
      status: 503,
      retryInMs: 20_000,
    });
  });

  it('failed when nothing came back or nothing could be sent; never again where it may not go', async () => {
    const lost: Answer = { kind: 'lost', code: 'timeout', detail: 'no answer in 15000 ms' };
    expect((await trying(lost)).result).toEqual({
      status: null,
      error: 'No answer came: no answer in 15000 ms.',
      retryInMs: 5000,
    });
    const refused: Answer = { kind: 'not_sent', code: 'connection_refused', detail: 'refused' };
    expect((await trying(refused)).result).toMatchObject({ status: null, retryInMs: 5000 });
    const forbidden: Answer = {
      kind: 'not_sent',
      code: 'address_not_allowed',
      detail: '10.0.0.1 is not a public address',
    };
    expect((await trying(forbidden)).result).toMatchObject({ status: null, retryInMs: null });
  });

  it('that the end of the service broke off says nothing', async () => {
    const stopping = new AbortController();
    stopping.abort();
    const lost: Answer = { kind: 'lost', code: 'aborted', detail: 'aborted' };
    expect((await trying(lost, {}, stopping.signal)).result).toBeNull();
  });
});

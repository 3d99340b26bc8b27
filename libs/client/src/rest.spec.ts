import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRest, type Rest } from './rest.js';
import {
  ConflictError,
  ForbiddenError,
  InvalidRequestError,
  NotFoundError,
  RingsideError,
  ServerError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnreachableError,
} from './ringside-error.js';
import { ToldServer, problem } from './testing/told-server.js';

describe('requests', () => {
  let server: ToldServer;
  let rest: Rest;
  beforeEach(async () => {
    server = await ToldServer.open();
    rest = createRest({ url: server.url, credentials: { apiKey: 'k', apiAuth: 's' } });
  });
  afterEach(() => server.close());
  const keys = (): unknown[] => server.seen.map(({ headers }) => headers['idempotency-key']);

  it('are sent again with the same key when their answer was lost, so that they are done once', async () => {
    server.answers = ['lost', 'lost', { status: 201, body: { id: 'x' } }];
    await expect(rest.post('/v1/campaigns', { lines: 3 })).resolves.toEqual({ id: 'x' });
    expect(server.seen).toHaveLength(3);
    expect(new Set(keys()).size).toBe(1);
    expect(keys()[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(server.seen.map(({ body }) => body))).toEqual(new Set(['{"lines":3}']));
  });

  it('have another key each, unless told that they are the same', async () => {
    await rest.post('/v1/call', {});
    await rest.post('/v1/call', {});
    await rest.post('/v1/call', {}, { idempotencyKey: 'order-7' });
    expect(new Set(keys()).size).toBe(3);
    expect(keys()[2]).toBe('order-7');
  });

  it('are given up after three tries', async () => {
    server.answers = ['lost'];
    await expect(rest.get('/v1/calls')).rejects.toBeInstanceOf(UnreachableError);
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    [429, 'too_many_requests'],
    [503, 'store_unavailable'],
  ])('answered %i wait as long as the server says', async (status, code) => {
    server.answers = [problem(status, code, { 'Retry-After': '1' }), { body: { ok: true } }];
    const began = performance.now();
    await expect(rest.post('/v1/call', {})).resolves.toEqual({ ok: true });
    expect(performance.now() - began).toBeGreaterThan(950);
    expect(new Set(keys()).size).toBe(1);
  });

  it('do not wait longer than they may, and tell how long it would have been', async () => {
    server.answers = [problem(429, 'too_many_requests', { 'Retry-After': '3600', 'X-Request-Id': 'r1' })];
    const failed: unknown = await rest.get('/v1/calls').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TooManyRequestsError);
    expect(failed).toMatchObject({ retryAfterMs: 3_600_000, requestId: 'r1', status: 429, message: 'why' });
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    [400, 'invalid_phone_number', InvalidRequestError],
    [401, 'unauthenticated', UnauthenticatedError],
    [403, 'forbidden', ForbiddenError],
    [404, 'not_found', NotFoundError],
    [409, 'campaign_ended', ConflictError],
    [410, 'invitation_over', NotFoundError],
    [422, 'callers_not_available', InvalidRequestError],
    [500, 'internal', ServerError],
    [502, 'phone_system_failed', ServerError],
  ])('answered %i %s are not sent again, and fail with the class of it', async (status, code, Class) => {
    server.answers = [problem(status, code)];
    const failed: unknown = await rest.post('/v1/call', {}).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Class);
    expect(failed).toBeInstanceOf(RingsideError);
    expect(failed).toMatchObject({ code, status, name: Class.name });
    expect(server.seen).toHaveLength(1);
  });

  it('that delete what a lost try has deleted are done; what was never there is not found', async () => {
    server.answers = ['lost', problem(404, 'not_found')];
    await expect(rest.delete('/v1/users/x')).resolves.toBeUndefined();
    await expect(rest.delete('/v1/users/x')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('without an answer in time count as lost', async () => {
    server.answers = ['silent', { body: { ok: true } }];
    await expect(rest.get('/v1/calls', { timeoutMs: 100 })).resolves.toEqual({ ok: true });
    server.answers = ['silent'];
    await expect(rest.get('/v1/calls', { timeoutMs: 100, tries: 1 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('end with the signal: while they are under way, and while they wait', async () => {
    const reason = new Error('no longer wanted');
    for (const answer of ['silent', problem(503, 'not_ready', { 'Retry-After': '30' })] as const) {
      server.answers = [answer];
      server.seen.length = 0;
      const stop = new AbortController();
      const asked = rest.post('/v1/call', {}, { signal: stop.signal });
      setTimeout(() => stop.abort(reason), 100);
      await expect(asked).rejects.toBe(reason);
      expect(server.seen).toHaveLength(1);
    }
  });

  it('carry their credentials to no other server, not even when sent there', async () => {
    const other = await ToldServer.open();
    server.answers = [{ status: 307, headers: { Location: `${other.url}/v1/calls` }, body: '' }];
    await expect(rest.get('/v1/calls')).rejects.toBeInstanceOf(RingsideError);
    await expect(rest.get(`${other.url}/v1/calls`)).rejects.toBeInstanceOf(InvalidRequestError);
    expect(other.seen).toEqual([]);
    await other.close();
  });
});

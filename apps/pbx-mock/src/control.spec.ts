import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, openSink, place, type Sink } from '../test/sink.js';
import { type PbxMock, type PbxMockOptions, startPbxMock } from './index.js';

let mock: PbxMock;
let sink: Sink;

const start = async (options: PbxMockOptions = {}): Promise<void> => {
  mock = await startPbxMock({
    port: 0,
    ...options,
    behaviour: { people: 'told', speed: 100, ...options.behaviour },
  });
};
beforeEach(async () => {
  sink = await openSink();
});
afterEach(async () => {
  await mock.close();
  await sink.close();
});

/** A call by its name, and what was replied. */
const call = async (callId: unknown, phone = '13018040009', more: object = {}): Promise<unknown> => {
  const response = await fetch(`${mock.url}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, webhookURL: sink.url(String(callId)), call_id: callId, ...more }),
  });
  return response.json();
};
const answered = async (...names: string[]): Promise<void> => {
  for (const name of names) {
    await call(name);
    mock.move(mock.call(name)?.id ?? 0, 'answered');
  }
  await eventually(() => names.every((name) => mock.call(name)?.status === 'answered'));
};
const ask = async (
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; said: unknown }> => {
  const response = await fetch(`${mock.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, said: text === '' ? null : (JSON.parse(text) as unknown) };
};

describe('a call with a name', () => {
  it('is asked after by its name or its id, while it goes on and afterwards', async () => {
    await start();
    expect(await call('ann')).toEqual({ id: 1 });
    const dialing = { id: 1, call_id: 'ann', status: 'dialing', answered_by: null };
    expect(await ask('GET', '/calls/ann')).toEqual({ status: 200, said: dialing });
    expect(await ask('GET', '/calls/1')).toEqual({ status: 200, said: dialing });
    mock.move(1, 'completed');
    await sink.until((got) => got.length === 1);
    expect(await ask('GET', '/calls?ids=ann,ben,1')).toEqual({
      status: 200,
      said: { items: Array(2).fill({ ...dialing, status: 'completed' }) },
    });
    expect((await ask('GET', '/calls/ben')).status).toBe(404);
  });

  it('is not known any more after a restart, and its id is that of another call', async () => {
    await start();
    await call('ann');
    mock.restart();
    expect((await ask('GET', '/calls/ann')).status).toBe(404);
    await call('ben');
    expect((await ask('DELETE', '/calls/ann')).status).toBe(404);
    expect((await ask('GET', '/calls/1')).said).toMatchObject({ call_id: 'ben', status: 'dialing' });
  });

  it.each([7, '7', '', 'a b', 'a/b', 'x'.repeat(65), ['a']])('cannot be called %j', async (name) => {
    await start();
    expect(await call(name)).toEqual({ error: expect.stringMatching(/^call_id must be/) });
    expect(await call('ann', '13018040009', { detect_machine: 'yes' })).toEqual({
      error: 'detect_machine must be true or false',
    });
    expect(mock.stats().placed).toBe(0);
  });

  it('needs none: a call of the bare contract is named by its id', async () => {
    await start();
    await place(mock, '13018040009', sink.url('a'));
    await place(mock, '13018040009', sink.url('b'));
    for (const id of [1, 2]) mock.move(id, 'answered');
    await sink.until((got) => got.length === 2);
    const said = { id: 'x', calls: ['1', '2'] };
    expect(await ask('POST', '/bridges/x', { calls: [1, '2'] })).toEqual({ status: 200, said });
  });

  it('that is hung up ends at once and is told, whatever it was doing', async () => {
    await start();
    await call('ann');
    mock.move(1, 'ringing');
    await sink.until((got) => got.length === 1);
    expect(await ask('DELETE', '/calls/ann')).toEqual({ status: 204, said: null });
    expect(mock.stats().inFlight).toBe(0);
    await sink.until((got) => got.length === 2);
    expect(sink.statusesOf('ann')).toEqual(['ringing', 'completed']);
    expect(mock.calls()[0]).toMatchObject({ ending: 'hung_up' });
    expect((await ask('DELETE', '/calls/ann')).status).toBe(404);
  });
});

describe('a bridge', () => {
  it('is shown, grows, and goes with its last call', async () => {
    await start();
    await answered('ann', 'ben', 'eve');
    await ask('POST', '/bridges/x', { calls: ['ann', 'ben'] });
    const three = { id: 'x', calls: ['ann', 'ben', 'eve'] };
    expect(await ask('POST', '/bridges/x', { calls: ['eve'] })).toEqual({ status: 200, said: three });
    expect((await ask('GET', '/bridges')).said).toEqual({ items: [three] });
    expect((await ask('GET', '/bridges/x')).said).toEqual(three);
    for (const name of three.calls) await ask('DELETE', `/calls/${name}`);
    expect((await ask('GET', '/bridges')).said).toEqual({ items: [] });
    expect((await ask('GET', '/bridges/x')).status).toBe(404);
  });

  it('holds those who talk: nobody hangs up by himself before he is alone', async () => {
    // Both talk a minute, which is 600 ms here.
    await start({ behaviour: { people: 'mixed' } });
    await call('ann', '13015550140');
    await call('ben', '13015550141');
    await eventually(() => ['ann', 'ben'].every((name) => mock.call(name)?.status === 'answered'));
    expect((await ask('POST', '/bridges/x', { calls: ['ann', 'ben'] })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(mock.stats().inFlight).toBe(2);
    await ask('DELETE', '/calls/ben');
    expect(mock.call('ann')?.status).toBe('answered');
    await eventually(() => mock.call('ann')?.status === 'completed');
    expect(mock.calls().map(({ ending }) => ending)).toEqual(['completed', 'hung_up']);
  });

  it.each([
    [{ calls: ['ann', 'nobody'] }, 404, 'there is no call nobody'],
    [{ calls: ['ann', 'ring'] }, 409, 'call ring is not answered'],
    [{ calls: [] }, 400, 'calls: must be ids'],
    [{ calls: [{}] }, 400, 'a call is named by its call_id, or its id'],
    [[], 400, 'the body must be a JSON object'],
  ])('is refused for %j: nobody is bridged', async (body, status, error) => {
    await start();
    await answered('ann');
    await call('ring');
    mock.move(2, 'ringing');
    await eventually(() => mock.call('ring')?.status === 'ringing');
    expect(await ask('POST', '/bridges/x', body)).toEqual({ status, said: { error } });
    expect(mock.bridges()).toEqual([]);
  });
});

describe('listening', () => {
  it('is shown, ends when it is told to, and is no bridge', async () => {
    await start();
    await answered('ann', 'eve');
    const said = { id: 'ear', heard: 'ann', listener: 'eve' };
    expect(await ask('POST', '/listenings/ear', { heard: 'ann', listener: 'eve' })).toEqual({
      status: 200,
      said,
    });
    expect((await ask('GET', '/listenings')).said).toEqual({ items: [said] });
    expect(mock.bridges()).toEqual([]);
    expect((await ask('POST', '/listenings/ear', { heard: 'ann', listener: 'ann' })).status).toBe(400);
    expect((await ask('DELETE', '/listenings/ear')).status).toBe(204);
    expect((await ask('DELETE', '/listenings/ear')).status).toBe(404);
  });
});

describe('sound', () => {
  it('takes as long as its name says, divided by speed', async () => {
    await start();
    await answered('ann');
    const begun = performance.now();
    expect(await ask('POST', '/calls/ann/play', { media: 'seconds:12.5' })).toMatchObject({ status: 200 });
    const took = performance.now() - begun;
    expect(took).toBeGreaterThanOrEqual(124);
  });

  it('needs a call that is answered, and media that there are', async () => {
    await start();
    await call('ann');
    expect((await ask('POST', '/calls/ann/play', { media: 'hello' })).status).toBe(409);
    await answered('ben');
    for (const media of ['nothing', 'seconds:', 'seconds:-1', 'toString', 7, null]) {
      expect((await ask('POST', '/calls/ben/play', { media })).status).toBe(422);
    }
    expect((await ask('POST', '/calls/nobody/play', { media: 'hello' })).status).toBe(404);
  });
});

describe('machines', () => {
  it('are found out after the answer, where that is asked for, and told in a webhook of its own', async () => {
    await start({ behaviour: { people: 'answer' } });
    await call('bot', '13015550180', { detect_machine: true });
    await call('ann', '13015550140', { detect_machine: true });
    await call('who', '13015550181');
    await sink.until((got) => got.filter(({ status }) => status === 'completed').length === 3);
    const told = (name: string): unknown[] =>
      sink.got.filter(({ path }) => path === `/${name}`).map(({ path: _path, id: _id, ...rest }) => rest);
    const found = (by: string) => ({ status: 'answered', answered_by: by });
    const [ringing, answer, completed] = ['ringing', 'answered', 'completed'].map((status) => ({ status }));
    expect(told('bot')).toEqual([ringing, answer, found('machine'), completed]);
    expect(told('ann')).toEqual([ringing, answer, found('human'), completed]);
    expect(told('who')).toEqual([ringing, answer, completed]);
    const { items } = (await ask('GET', '/mock/calls')).said as {
      items: { statuses: { answered_by?: string }[] }[];
    };
    expect(items.map(({ statuses }) => statuses.map(({ answered_by: by }) => by ?? null))).toEqual([
      [null, null, 'machine', null],
      [null, null, 'human', null],
      [null, null, null],
    ]);
    expect(mock.call('bot')?.answeredBy).toBe('machine');
  });

  it('are the same ones in the same world', async () => {
    const found: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      await start({ seed: 5, behaviour: { people: 'answer', speed: 10_000, machines: 50 } });
      const names = Array.from({ length: 20 }, (_, n) => `call-${n}`);
      for (const [n, name] of names.entries())
        await call(name, `1301804${1000 + n}`, { detect_machine: true });
      await eventually(() => names.every((name) => mock.call(name)?.status === 'completed'));
      found.push(names.map((name) => mock.call(name)?.answeredBy ?? '?').join());
      await mock.close();
    }
    expect(found[0]).toBe(found[1]);
    expect(found[0]).toContain('machine');
    expect(found[0]).toContain('human');
  });
});

describe('the paths of control', () => {
  it.each([
    ['POST', '/calls/ann', 'GET, DELETE'],
    ['DELETE', '/bridges', 'GET'],
    ['GET', '/calls/ann/play', 'POST'],
    ['PUT', '/listenings/x', 'GET, POST, DELETE'],
  ])('%s %s is not allowed', async (method, path, allow) => {
    await start();
    const response = await fetch(`${mock.url}${path}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  it.each(['/bridges/x/play', '/calls/', '/call/ann', '/bridges/a%20b', '/mock/calls/ann'])(
    '%s is none of them',
    async (path) => {
      await start();
      expect((await ask('GET', path)).status).toBe(404);
    },
  );

  it('POST /mock/move says what is wrong', async () => {
    await start();
    await call('ann');
    expect((await ask('POST', '/mock/move', { id: 1, status: 'busy' })).status).toBe(400);
    expect((await ask('POST', '/mock/move', { id: 'ann', status: 'ringing' })).status).toBe(400);
    expect((await ask('POST', '/mock/move', { id: 1, status: 'ringing', by: 'fax' })).status).toBe(400);
    const move = (status: string) => ask('POST', '/mock/move', { id: 1, status });
    expect(await move('answered')).toEqual({ status: 200, said: { moved: true } });
    expect(await move('ringing')).toEqual({ status: 200, said: { moved: false } });
    await sink.until((got) => got.length === 1);
    expect(sink.statusesOf('ann')).toEqual(['answered']);
  });
});

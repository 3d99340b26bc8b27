import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createOutbound } from '@ringside/outbound';
import { StreamError } from '@ringside/telephony';
import { asksOverSocket, listedEndpoint } from './check.js';
import { FAKE_READER } from './testing/fake-ari.js';
import { ASTERISK_16, ASTERISK_22, fakeRig, never, requestOf, until } from './testing/rig.js';
import type { FakeRig, Followed } from './testing/rig.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
async function rig(...options: Parameters<typeof fakeRig>): Promise<FakeRig> {
  const made = await fakeRig(...options);
  cleanups.push(() => made.close());
  return made;
}

async function problem(followed: Followed): Promise<string> {
  const error = await followed.ended;
  if (!(error instanceof StreamError)) throw new Error(`no StreamError: ${String(error)}`);
  expect(error.message).toMatch(/^[A-Z1-9].*\.$/);
  expect(error.message).not.toContain('\n');
  return `${error.code}: ${error.message}`;
}

async function serverThat(answers: string, status = 200): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(answers));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what is wrong is said in one sentence that names the setting', () => {
  it('nobody there', async () => {
    const { system, follow } = await rig();
    await system.goDown();
    expect(await problem(await follow())).toMatch(/^unreachable: .*ARI_URL/);
  });

  it('an address that may not be reached', async () => {
    const outbound = createOutbound({ allow: [] });
    cleanups.push(() => outbound.close());
    const { system, follow } = await rig({ outbound });
    expect(await problem(await follow())).toMatch(/^unreachable: .*ALLOW_HOSTS/);
    expect(system.requests).toEqual([]);
  });

  it.each([
    ['a web server', '<html>hello</html>', 200],
    ['a web server without that page', '<html>no</html>', 404],
    ['another JSON service', '{"status":"fine"}', 200],
    ['a gateway that is broken', 'bad', 502],
  ])('%s', async (_what, answers, status) => {
    const { follow } = await rig({ url: await serverThat(answers, status) });
    expect(await problem(await follow())).toMatch(/^incompatible: .*ARI_URL/);
  });

  it('a wrong password', async () => {
    const { follow } = await rig({ password: 'wrong' });
    expect(await problem(await follow())).toMatch(/^unauthorized: .*ARI_USER and ARI_PASSWORD/);
  });

  it('a user who may only read', async () => {
    const { follow, system } = await rig(FAKE_READER);
    expect(await problem(await follow())).toMatch(/^read_only: .*ARI_USER/);
    await until('it lets go of the stream', () => system.streams() === 0);
  });

  it('an engine that is too old to filter, or that stops', async () => {
    const { follow, system } = await rig();
    system.intercept(({ path }) => (path.endsWith('eventFilter') ? { status: 404 } : null));
    expect(await problem(await follow())).toMatch(/^incompatible: /);
    system.intercept(() => ({ status: 503 }));
    expect(await problem(await follow())).toMatch(/^unreachable: /);
  });

  it('another program that takes the application', async () => {
    const one = await rig();
    const other = await rig({ url: one.system.url });
    const first = await one.follow();
    await other.follow();
    expect(await problem(first)).toMatch(/^taken_over: .*ARI_APP/);
    expect(await one.provider.originate(requestOf(), never())).toMatchObject({ kind: 'refused' });
  });

  it('an endpoint that is not there, as a warning', async () => {
    const { follow, system } = await rig({ endpoint: 'PJSIP/{number}@trunk' });
    expect((await follow()).warnings()).toEqual([
      expect.stringMatching(/^unknown_endpoint: .*PJSIP\/trunk.*ARI_ENDPOINT/),
    ]);
    system.engine.endpoints.add('PJSIP/trunk');
    expect((await follow()).warnings()).toEqual([]);
  });
});

describe('the stream', () => {
  it('is told who is there', async () => {
    const { follow } = await rig();
    expect((await follow()).events[0]).toEqual({
      kind: 'open',
      engine: { name: 'Asterisk', version: ASTERISK_22 },
      warnings: [],
    });
  });

  it('is asked over where the engine answers there, else by HTTP', async () => {
    for (const [version, prefix] of [
      [ASTERISK_22, 'ws '],
      [ASTERISK_16, ''],
    ] as const) {
      const { follow, dial, system } = await rig({ version });
      await follow();
      const { callId } = await dial();
      expect(system.requests.at(-1)).toBe(`${prefix}POST channels/${callId}`);
    }
  });

  it('that is opened again ends the one before, quietly, and is not taken from itself', async () => {
    const { follow, dial, system } = await rig();
    const first = await follow();
    const second = await follow();
    expect(await first.ended).toBeNull();
    const call = await dial();
    system.move(call, 'ringing');
    await until('the second one tells', () => second.of(call).some(({ state }) => state === 'ringing'));
    expect(system.streams()).toBe(1);
  });

  it.each(['applications/ringside/eventFilter', 'applications/ringside'])(
    'that lost its application to the end of an earlier one is broken, and not open (%s)',
    async (without) => {
      const { follow, system } = await rig();
      system.intercept(({ path }) =>
        path === without ? { status: 404, body: { message: 'Application not found' } } : null,
      );
      const followed = await follow();
      expect(await problem(followed)).toMatch(/^broken: /);
      expect(followed.events).toEqual([]);
      await until('it lets go of the stream', () => system.streams() === 0);
    },
  );

  it('that falls silent is broken, and what waits is answered', async () => {
    const { follow, provider, system } = await rig({
      times: { pingEveryMs: 20, pongWithinMs: 2000, findOutWithinMs: 50 },
    });
    const followed = await follow();
    await until('it was pinged several times', () => system.pings() > 5);
    expect(system.streams()).toBe(1);
    system.answer({ kind: 'hang' });
    const asked = provider.originate(requestOf(), never());
    await until('it is asked', () => system.asked.length === 1);
    system.fallSilent();
    expect(await problem(followed)).toMatch(/^broken: .*silent/);
    expect(await asked).toMatchObject({ kind: 'unknown' });
  });

  it('that cannot be opened in time is not waited for', async () => {
    const { follow, system } = await rig();
    system.intercept(() => 'hang');
    const control = follow();
    await until('it is asked', () => system.requests.length === 1);
    await system.goDown();
    expect(await problem(await control)).toMatch(/^unreachable: /);
  });

  it('goes on whatever nonsense it is sent, and ends at a message that is too long', async () => {
    const { follow, dial, system } = await rig();
    const followed = await follow();
    const nonsense = [
      ...['', 'null', '[]', '"text"', '{', '{"type":"Dial"}', '{"type":"Dial","peer":{"id":7,"state":[]}}'],
      ...[
        '{"type":"ChannelDestroyed","channel":{"id":""}}',
        '{"type":"StasisStart","channel":null,"args":{}}',
      ],
      ...[
        '{"type":"RESTResponse","request_id":"nobody","status_code":"x"}',
        '{"type":"Unknown","channel":{}}',
      ],
      ...['{"type":"PlaybackFinished","playback":"x"}', '{"type":{"a":1}}', '{"type":"__proto__"}'],
      `{"type":"ChannelStateChange","channel":{"id":"${'x'.repeat(5000)}","state":"Up"}}`,
      `{"type":"ChannelStateChange","timestamp":"${'9'.repeat(99)}","channel":{"id":"a","state":"Up"}}`,
    ];
    for (const text of nonsense) system.send(text);
    system.send(Buffer.from([0xff, 0xfe, 0x00]));
    const call = await dial();
    system.move(call, 'ringing');
    await until('it tells', () => followed.of(call).some(({ state }) => state === 'ringing'));
    expect(followed.events.filter(({ kind }) => kind === 'report')).toHaveLength(2);
    system.send(`"${'x'.repeat(2 * 1024 * 1024)}"`);
    expect(await problem(followed)).toMatch(/^broken: /);
  });
});

it.each([
  ['22.10.1+dfsg', true],
  ['22.4.0', true],
  ['22.3.9', false],
  ['21.9.0', true],
  ['21.8.0', false],
  ['20.14.0', true],
  ['20.9.3', false],
  ['23.0.0', true],
  ['certified-22.8-cert1', true],
  ['18.26.4', false],
  ['16.28.0~dfsg-0+deb11u4', false],
  ['GIT-master-abc', false],
])('Asterisk %s is asked over its WebSocket: %s', (version, yes) => {
  expect(asksOverSocket({ name: 'Asterisk', version })).toBe(yes);
});

it.each([
  ['PJSIP/{number}@trunk', 'PJSIP/trunk'],
  ['PJSIP/trunk/sip:{number}@10.0.0.1:5060', 'PJSIP/trunk'],
  ['SIP/trunk/{number}', 'SIP/trunk'],
  ['PJSIP/{number}', null],
  ['Local/{number}@carrier', null],
  ['DAHDI/g1/{number}', null],
])('the endpoint of %s is %s', (template, endpoint) => {
  expect(listedEndpoint(template)).toBe(endpoint);
});

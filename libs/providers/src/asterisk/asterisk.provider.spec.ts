import { afterEach, describe, expect, it } from '@jest/globals';
import { slotOf } from './ended-variable.js';
import type { FakeReply, FakeRequest } from './testing/fake-engine.js';
import { ASTERISK_16, ASTERISK_22, fakeRig, never, requestOf, until } from './testing/rig.js';
import type { FakeRig } from './testing/rig.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
async function rig(...options: Parameters<typeof fakeRig>): Promise<FakeRig> {
  const made = await fakeRig(...options);
  cleanups.push(() => made.close());
  return made;
}

/** Keeps requests to place calls, and answers them one after another; after the last as Asterisk would. */
function answering(found: FakeRig, ...replies: FakeReply[]): FakeRequest[] {
  const seen: FakeRequest[] = [];
  found.system.intercept((request) => {
    if (request.method !== 'POST' || !/^channels\/[^/]+$/.test(request.path)) return null;
    seen.push(request);
    return replies.shift() ?? null;
  });
  return seen;
}

describe('placing a call', () => {
  it('asks for it whole, with our id', async () => {
    const found = await rig({ callerId: 'Sales <+15550009999>', app: 'ringside-2' });
    await found.follow();
    const seen = answering(found);
    const plain = await found.dial({ to: '+15550001234', ringTimeoutMs: 25_400 });
    await found.dial({ from: '+15550007777', detectMachine: true, ringTimeoutMs: 10 });
    expect(seen[0]).toMatchObject({ path: `channels/${plain.callId}` });
    const receipt = [...found.system.engine.globals.keys()].find((name) =>
      name.startsWith('RINGSIDE_ASKED_'),
    );
    expect(seen[0]?.body).toEqual({
      endpoint: 'Local/+15550001234@carrier',
      app: 'ringside-2',
      appArgs: 'call',
      callerId: 'Sales <+15550009999>',
      timeout: 25,
      variables: {
        [`GLOBAL(${String(receipt)})`]: `${plain.callId} 1`,
        RINGSIDE_SLOT: String(slotOf(plain.callId)),
        'CHANNEL(hangup_handler_push)': 'ringside,ended,1',
      },
    });
    expect(seen[1]?.body).toMatchObject({
      appArgs: 'call,detect',
      callerId: '+15550007777',
      timeout: 1,
      variables: { RINGSIDE_APP: 'ringside-2' },
    });
  });

  it.each<[string, FakeReply, object]>([
    [
      'no such endpoint',
      { status: 500, body: { error: 'Allocation failed' } },
      { kind: 'refused', reason: /ARI_ENDPOINT/ },
    ],
    [
      'a failure that nobody knows',
      { status: 500, body: { message: 'Oops' } },
      { kind: 'unknown', reason: /Oops/ },
    ],
    [
      'no rights',
      { status: 403, body: { message: 'Write access denied' } },
      { kind: 'refused', reason: /ARI_USER/ },
    ],
    ['a new password', { status: 401 }, { kind: 'refused', reason: /ARI_PASSWORD/ }],
    ['nothing there', { status: 404 }, { kind: 'refused', reason: /ARI_URL/ }],
    ['stopping', { status: 503 }, { kind: 'refused', reason: /503/ }],
    [
      'a request it does not like',
      { status: 400, body: { message: 'No' } },
      { kind: 'failed', reason: /No/ },
    ],
    ['no channel in the answer', { status: 200, body: {} }, { kind: 'unknown', reason: /unreadable/ }],
  ])('%s', async (_what, reply, expected) => {
    for (const version of [ASTERISK_16, ASTERISK_22]) {
      const found = await rig({ version });
      await found.follow();
      const seen = answering(found, reply);
      const outcome = await found.provider.originate(requestOf(), never());
      const { kind, reason } = expected as { kind: string; reason: RegExp };
      expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) });
      expect(seen).toHaveLength(1);
    }
  });

  const TAKEN: FakeReply = { status: 409, body: { message: 'Channel with given unique ID already exists' } };
  it('under an id that is taken: by the same call it is placed, else it is asked for once more', async () => {
    const found = await rig();
    await found.follow();
    const request = requestOf();
    await found.provider.originate(request, never());
    expect(await found.provider.originate(request, never())).toEqual({
      kind: 'accepted',
      providerCallId: request.callId,
    });
    expect(found.system.placed).toBe(1);
    expect(answering(found, TAKEN)).toEqual([]);
    expect(await found.provider.originate(requestOf(), never())).toMatchObject({ kind: 'accepted' });
    expect(found.system.placed).toBe(2);
    const seen = answering(found, TAKEN, TAKEN, TAKEN);
    expect(await found.provider.originate(requestOf(), never())).toMatchObject({ kind: 'refused' });
    expect(seen).toHaveLength(2);
  });
});

describe('what ended while nobody listened', () => {
  it('is told by what the dialplan noted, once for all', async () => {
    const found = await rig();
    const stream = await found.follow();
    const [answered, ringing] = [await found.dial(), await found.dial()];
    found.system.move(answered, 'answered');
    found.system.move(ringing, 'ringing');
    await until('both are told', () => stream.of(ringing).length > 1 && stream.of(answered).length > 1);
    await stream.stop();
    found.system.move(answered, 'completed');
    found.system.move(ringing, 'busy');
    await found.follow();
    const calls = [answered, ringing];
    const known = await found.provider.reconcile?.(calls, never());
    expect(known).toHaveLength(2);
    expect(known).toContainEqual({
      callId: answered.callId,
      signal: expect.objectContaining({ state: 'completed', at: expect.any(Number) }),
    });
    expect(known).toContainEqual({
      callId: ringing.callId,
      signal: expect.objectContaining({ state: 'busy' }),
    });
    const before = found.system.requests.length;
    expect(await found.provider.reconcile?.(calls, never())).toEqual(
      expect.arrayContaining([...(known ?? [])]),
    );
    expect(found.system.requests.length).toBe(before + 1);
  });

  it('and was not noted, or noted over, is gone', async () => {
    const found = await rig();
    const stream = await found.follow();
    const [first, second] = [await found.dial(), await found.dial()];
    await stream.stop();
    for (const call of [first, second]) found.system.move(call, 'completed');
    found.system.engine.globals.delete(`RINGSIDE_ENDED_${slotOf(first.callId)}`);
    found.system.engine.globals.set(`RINGSIDE_ENDED_${slotOf(second.callId)}`, 'another 16 Up 1795183798');
    const known = await found.provider.reconcile?.([first, second], never());
    expect(known).toHaveLength(2);
    for (const { callId } of [first, second]) expect(known).toContainEqual({ callId, gone: true });
  });

  it('is not called gone as long as it may still come', async () => {
    const found = await rig();
    await found.follow();
    found.system.answer({ kind: 'hang' });
    const control = new AbortController();
    const lost = requestOf();
    const outcome = found.provider.originate(lost, control.signal);
    await until('it is asked for', () => found.system.asked.length === 1);
    const calls = [{ callId: lost.callId, providerCallId: null }];
    expect(await found.provider.reconcile?.(calls, never())).toEqual([]);
    control.abort();
    expect(await outcome).toMatchObject({ kind: 'unknown' });
    expect(await found.provider.reconcile?.(calls, never())).toEqual([]);
    // One of another process, made just now.
    const made = Date.now().toString(16).padStart(12, '0');
    const callId = `${made.slice(0, 8)}-${made.slice(8)}-7000-8000-000000000000`;
    expect(await found.provider.reconcile?.([{ callId, providerCallId: null }], never())).toEqual([]);
    expect(await found.provider.reconcile?.([{ callId, providerCallId: callId }], never())).toEqual([
      { callId, gone: true },
    ]);
    // But when the dialplan noted its end, it came and went.
    found.system.engine.globals.set(`RINGSIDE_ENDED_${slotOf(callId)}`, `${callId} 17 Ringing 1795183798`);
    expect(await found.provider.reconcile?.([{ callId, providerCallId: null }], never())).toEqual([
      { callId, signal: expect.objectContaining({ state: 'busy' }) },
    ]);
  });

  it('is no answer at all when Asterisk does not tell its channels', async () => {
    const found = await rig();
    await found.follow();
    const call = await found.dial();
    await found.system.goDown();
    await expect(found.provider.reconcile?.([call], never())).rejects.toThrow('did not tell its channels');
  });

  it('is said to be a do-not-call number, where the dialplan noted the SIP code', async () => {
    const found = await rig();
    const stream = await found.follow();
    const call = await found.dial();
    await stream.stop();
    found.system.move(call, 'failed');
    const note = `${call.callId} 127 Down 1795183798 SIP 607 Unwanted`;
    found.system.engine.globals.set(`RINGSIDE_ENDED_${slotOf(call.callId)}`, note);
    expect(await found.provider.reconcile?.([call], never())).toEqual([
      {
        callId: call.callId,
        signal: {
          ...{ state: 'rejected', reason: 'sip_607', doNotCall: true, at: 1795183798000 },
          ...{ providerCallId: null, answeredBy: null },
        },
      },
    ]);
  });
});

it('a number that is not to be called is known by the dialplan of an Asterisk that does not tell it itself', async () => {
  const found = await rig({ version: ASTERISK_16 });
  const stream = await found.follow();
  for (const [sip, expected] of [
    ['SIP 608 Rejected', { state: 'rejected', reason: 'sip_608', doNotCall: true }],
    ['SIP 420 Bad Extension', { state: 'failed', reason: 'cause_127' }],
    ['', { state: 'failed', reason: 'cause_127' }],
  ] as const) {
    const call = await found.dial();
    const note = `${call.callId} 127 Down 1795183798 ${sip}`;
    found.system.engine.globals.set(`RINGSIDE_ENDED_${slotOf(call.callId)}`, note);
    const channel = { id: call.callId, state: 'Down' };
    found.system.send(JSON.stringify({ type: 'ChannelDestroyed', cause: 127, channel }));
    await until('its end is told', () => stream.of(call).length === 2);
    expect(stream.of(call).at(-1)).toMatchObject(expected);
  }
});

describe('the dialplan', () => {
  it('that notes no ends is warned of once, after the first call that ended', async () => {
    const found = await rig();
    found.system.engine.dialplan.delete('ended');
    const stream = await found.follow();
    for (const call of [await found.dial(), await found.dial()]) found.system.move(call, 'busy');
    await until('it warns', () => stream.warnings().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(stream.warnings()).toEqual([expect.stringMatching(/^dialplan: .*\[ringside\] exten ended/)]);
  });

  it('that notes them is not warned of', async () => {
    const found = await rig();
    const stream = await found.follow();
    const call = await found.dial();
    found.system.move(call, 'busy');
    await until('it was looked at', () => found.system.requests.at(-1) === 'ws GET asterisk/variable');
    expect(stream.warnings()).toEqual([]);
  });

  it.each([
    ['has no place to listen for machines', (found: FakeRig) => found.system.engine.dialplan.delete('amd')],
    ['cannot be asked for one', (found: FakeRig) => (found.system.engine.knowsDialplan = false)],
  ])('that %s costs no call', async (_what, spoil) => {
    const found = await rig();
    spoil(found);
    const stream = await found.follow();
    const calls = [await found.dial({ detectMachine: true }), await found.dial({ detectMachine: true })];
    for (const { callId } of calls) found.system.engine.answerBy(callId, 'machine');
    await until('it warns', () => stream.warnings().length > 0);
    for (const call of calls)
      await until('it is answered', () => stream.of(call).at(-1)?.state === 'answered');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(stream.warnings()).toEqual([expect.stringMatching(/^dialplan: /)]);
    for (const call of calls)
      expect(stream.of(call).at(-1)).toMatchObject({ state: 'answered', answeredBy: null });
  });
});

function engineHas({ system }: FakeRig, callId: string): boolean {
  return system.engine.channels.get(callId)?.inStasis === true;
}

describe('a message', () => {
  it('is played to whoever answers, then the call is ended', async () => {
    const found = await rig({ message: 'sound:short' });
    const stream = await found.follow();
    const [plain, detected] = [await found.dial(), await found.dial({ detectMachine: true })];
    found.system.engine.answerBy(plain.callId, 'human');
    found.system.engine.answerBy(detected.callId, 'machine');
    for (const call of [plain, detected]) {
      await until('it is ended', () => stream.of(call).at(-1)?.state === 'completed');
      expect(found.system.wasHungUp(call)).toBe(true);
    }
    expect(stream.of(detected).some(({ answeredBy }) => answeredBy === 'machine')).toBe(true);
    expect(stream.warnings()).toEqual([]);
  });

  it('that cannot be played is warned of, and the call is ended', async () => {
    const found = await rig({ message: 'sound:missing' });
    const stream = await found.follow();
    for (const call of [await found.dial(), await found.dial()]) {
      found.system.move(call, 'answered');
      await until('it is ended', () => stream.of(call).at(-1)?.state === 'completed');
    }
    expect(stream.warnings()).toEqual([expect.stringMatching(/sound:missing.*ARI_MESSAGE/)]);
  });

  it.each(['missed', 'still to come'])(
    'whose end is %s is not played twice, and ends its call',
    async (end) => {
      const found = await rig({ message: 'sound:long' });
      const { engine, requests } = found.system;
      const stream = await found.follow();
      const call = await found.dial();
      found.system.move(call, 'answered');
      await until('it is played', () => found.system.playing(call).length === 1);
      await stream.stop();
      if (end === 'missed') engine.playToEnd(call.callId);
      expect(engine.channels.has(call.callId)).toBe(true);
      const again = await found.follow();
      if (end !== 'missed') {
        expect(engine.channels.has(call.callId)).toBe(true);
        engine.playToEnd(call.callId);
      }
      await until('it is ended', () => again.of(call).at(-1)?.state === 'completed');
      expect(requests.filter((request) => request.includes('/play/'))).toHaveLength(1);
    },
  );

  it('that was being asked for when the connection broke is heard to its end, and ends its call', async () => {
    const found = await rig({ message: 'sound:long' });
    const { engine, requests } = found.system;
    const stream = await found.follow();
    const call = await found.dial();
    found.system.intercept((request) => {
      if (!request.path.includes('/play/')) return null;
      engine.ask(request);
      return 'hang';
    });
    found.system.move(call, 'answered');
    await until('it is played', () => found.system.playing(call).length === 1);
    await stream.stop();
    const again = await found.follow();
    expect(requests.filter((request) => request.includes('DELETE channels'))).toEqual([]);
    engine.playToEnd(call.callId);
    await until('it is ended', () => again.of(call).at(-1)?.state === 'completed');
    expect(requests.filter((request) => request.includes('/play/'))).toHaveLength(1);
  });

  it('is played to a call that was answered while nobody listened', async () => {
    const found = await rig({ message: 'sound:short' });
    const stream = await found.follow();
    const call = await found.dial();
    await stream.stop();
    found.system.move(call, 'answered');
    await until('it is in the application', () => engineHas(found, call.callId));
    const again = await found.follow();
    await until('it is ended', () => again.of(call).at(-1)?.state === 'completed');
    expect(found.system.requests.filter((request) => request.includes('/play/'))).toHaveLength(1);
  });
});

it('bridges and listenings that were left behind are taken away when the stream opens', async () => {
  const found = await rig();
  const stream = await found.follow();
  const legs = [await found.dial(), await found.dial(), await found.dial()] as const;
  for (const leg of legs) found.system.move(leg, 'answered');
  expect(await found.provider.legs?.bridge?.('bridge', [legs[0]], never())).toEqual({ kind: 'done' });
  expect(await found.provider.legs?.listen?.('ear', legs[1], legs[2], never())).toEqual({ kind: 'done' });
  await stream.stop();
  for (const leg of [legs[0], legs[2]]) found.system.move(leg, 'completed');
  expect([...found.system.engine.bridges.keys()]).toEqual(['bridge', 'ear']);
  await found.follow();
  expect([...found.system.engine.bridges.keys()]).toEqual([]);
  expect([...found.system.engine.channels.keys()]).toEqual([legs[1].callId]);
});

it.each([ASTERISK_16, ASTERISK_22])(
  'a bridge can be made again under its id as soon as it is gone (%s)',
  async (version) => {
    const found = await rig({ version });
    await found.follow();
    const legs = [await found.dial(), await found.dial()];
    for (const leg of legs) found.system.move(leg, 'answered');
    for (let n = 0; n < 3; n += 1) {
      expect(await found.provider.legs?.bridge?.('bridge', legs, never())).toEqual({ kind: 'done' });
      expect(await found.provider.legs?.unbridge?.('bridge', never())).toEqual({ kind: 'done' });
    }
    // Asked for by somebody else, and still told of.
    await found.provider.legs?.bridge?.('bridge', legs, never());
    found.system.engine.ask({
      method: 'DELETE',
      path: 'bridges/bridge',
      query: new URLSearchParams(),
      body: {},
    });
    expect(await found.provider.legs?.unbridge?.('bridge', never())).toEqual({ kind: 'gone' });
  },
);

it('a bridge goes with its last leg', async () => {
  const found = await rig();
  await found.follow();
  const legs = [await found.dial(), await found.dial()];
  for (const leg of legs) found.system.move(leg, 'answered');
  await found.provider.legs?.bridge?.('bridge', legs, never());
  for (const leg of legs) {
    expect(found.system.engine.bridges.size).toBe(1);
    found.system.move(leg, 'completed');
  }
  await until('it is gone', () => found.system.engine.bridges.size === 0);
});

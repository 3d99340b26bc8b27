import { afterEach, describe, expect, it } from '@jest/globals';
import type { CallSignal, OriginateRequest, PlacementOutcome } from '@ringside/telephony';
import type { Behaviour } from '@ringside/telephony/conformance';
import { slotOf } from './ended-variable.js';
import { ASTERISK_16, fakeRig, never, requestOf, until } from './testing/rig.js';
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

const NEVER_READ: Behaviour = { kind: 'reset' };
const EXECUTED: Behaviour = { kind: 'reset_in_answer' };
const REFUSED = {
  kind: 'refused',
  reason: 'the connection broke before Asterisk had read the request',
  retryAfterMs: 1000,
};

interface Lost {
  readonly request: OriginateRequest;
  readonly outcome: Promise<PlacementOutcome>;
  /** What was told of the call over the next connection. */
  told(): readonly CallSignal[];
}

/** A call is asked for, and the connection breaks before its answer. `meanwhile` runs before there is another one. */
async function lost(found: FakeRig, how: Behaviour, meanwhile: (callId: string) => void): Promise<Lost> {
  const { system, provider, follow } = found;
  const first = await follow();
  system.answer(how);
  const request = requestOf();
  const outcome = provider.originate(request, never());
  await first.ended;
  system.answer({ kind: 'accept' });
  meanwhile(request.callId);
  const second: Followed = await follow();
  return { request, outcome, told: () => second.of({ callId: request.callId, providerCallId: null }) };
}

const nothing = (): void => undefined;

describe('a request whose connection ended before the answer', () => {
  it('was never read: it is refused, and may be made again', async () => {
    const found = await rig();
    const { request, outcome, told } = await lost(found, NEVER_READ, nothing);
    expect(await outcome).toEqual(REFUSED);
    expect(told()).toEqual([]);
    expect(await found.provider.originate(request, never())).toMatchObject({ kind: 'accepted' });
    expect(found.system.placed).toBe(1);
  });

  it.each(['dialing', 'ringing', 'answered'] as const)('was executed, the call is %s', async (state) => {
    const found = await rig();
    const { request, outcome, told } = await lost(found, EXECUTED, (callId) =>
      found.system.move({ callId, providerCallId: null }, state),
    );
    expect(await outcome).toEqual({ kind: 'accepted', providerCallId: request.callId });
    await until('its state is told', () => told().some((signal) => signal.state === state));
  });

  it('was executed, and the call is over', async () => {
    const found = await rig();
    const { request, outcome, told } = await lost(found, EXECUTED, (callId) =>
      found.system.move({ callId, providerCallId: null }, 'busy'),
    );
    expect(await outcome).toEqual({ kind: 'accepted', providerCallId: request.callId });
    await until('its end is told', () => told().length > 0);
    expect(told()).toEqual([expect.objectContaining({ state: 'busy' })]);
    expect(found.system.placed).toBe(1);
  });

  it.each<[string, (found: FakeRig, callId: string) => void]>([
    ['nobody noted', ({ system }) => void system.engine.dialplan.delete('ended')],
    [
      'was noted over by another',
      ({ system }, callId) =>
        system.engine.globals.set(`RINGSIDE_ENDED_${slotOf(callId)}`, 'another 16 Up 1795183798'),
    ],
  ])('was executed, and the call is over, which %s: nobody knows', async (_what, spoil) => {
    const found = await rig();
    const { outcome } = await lost(found, EXECUTED, (callId) => {
      found.system.engine.dialplan.delete('ended');
      found.system.move({ callId, providerCallId: null }, 'busy');
      spoil(found, callId);
    });
    expect(await outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('over') });
  });

  it.each<[string, Behaviour, (found: FakeRig) => void]>([
    ['was killed since, having executed it', EXECUTED, ({ system }) => system.engine.restart()],
    ['was killed since, not having read it', NEVER_READ, ({ system }) => system.engine.restart()],
    ['has cleared its variables since', NEVER_READ, ({ system }) => system.engine.globals.clear()],
  ])('to an Asterisk that %s: nobody knows', async (_what, how, forget) => {
    const found = await rig();
    const { outcome, told } = await lost(found, how, () => forget(found));
    expect(await outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('forgotten') });
    expect(told()).toEqual([]);
  });

  it('whose receipt somebody else has written over: nobody knows', async () => {
    const found = await rig();
    const { globals } = found.system.engine;
    const { outcome } = await lost(found, EXECUTED, (callId) => {
      found.system.engine.dialplan.delete('ended');
      found.system.move({ callId, providerCallId: null }, 'busy');
      for (const [name, value] of globals) if (value.startsWith(callId)) globals.set(name, 'another 1');
    });
    expect(await outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('nobody knows') });
  });

  it('which Asterisk may still execute: it is waited for', async () => {
    const found = await rig();
    found.system.noticesEnds(false);
    const { request, outcome } = await lost(found, NEVER_READ, nothing);
    const { engine, requests } = found.system;
    let decided = false;
    void outcome.then(() => (decided = true));
    const looks = (): number => requests.filter((one) => one.includes('applications/ringside-conn')).length;
    const before = looks();
    await until('it has looked several times', () => looks() > before + 3);
    expect(decided).toBe(false);
    // Late, but it is executed; and then the connection has been read to its end.
    engine.place(request.callId, {});
    for (const name of engine.applications) if (name !== 'ringside') engine.applications.delete(name);
    expect(await outcome).toEqual({ kind: 'accepted', providerCallId: request.callId });
  });

  it('without another connection in time: nobody knows', async () => {
    const { follow, system, provider } = await rig({ times: { findOutWithinMs: 50 } });
    const first = await follow();
    system.answer(NEVER_READ);
    expect(await provider.originate(requestOf(), never())).toMatchObject({ kind: 'unknown' });
    await first.ended;
  });

  it.each<[string, (found: FakeRig, control: AbortController) => unknown]>([
    ['its asker has given up', (_found, control) => control.abort()],
    ['the provider was closed', ({ provider }) => provider.close()],
  ])('and %s: nobody knows, at once', async (_what, end) => {
    const found = await rig();
    const first = await found.follow();
    found.system.answer(NEVER_READ);
    const control = new AbortController();
    const outcome = found.provider.originate(requestOf(), control.signal);
    await first.ended;
    await end(found, control);
    expect(await outcome).toMatchObject({ kind: 'unknown' });
  });

  it('over the next connection that breaks, too, is found out over the one after', async () => {
    const found = await rig();
    const { system } = found;
    system.noticesEnds(false);
    const { outcome } = await lost(found, NEVER_READ, nothing);
    system.dropStreams();
    await until('it is gone', () => system.streams() === 0);
    system.noticesEnds(true);
    system.engine.applications.clear();
    await found.follow();
    expect(await outcome).toEqual(REFUSED);
  });

  it('leaves its variable to nobody as long as nobody knows, else to the next', async () => {
    const found = await rig();
    const { globals } = found.system.engine;
    const receipts = (): number =>
      [...globals.keys()].filter((name) => name.startsWith('RINGSIDE_ASKED_')).length;
    const { outcome } = await lost(found, EXECUTED, (callId) => {
      found.system.engine.dialplan.delete('ended');
      found.system.move({ callId, providerCallId: null }, 'busy');
    });
    expect(await outcome).toMatchObject({ kind: 'unknown' });
    expect(receipts()).toBe(1);
    for (let n = 0; n < 5; n += 1) await found.dial();
    expect(receipts()).toBe(2);
  });
});

describe('where it cannot be made certain, nobody knows:', () => {
  it('an Asterisk that is asked by HTTP', async () => {
    const { follow, system, provider } = await rig({ version: ASTERISK_16 });
    await follow();
    system.answer(NEVER_READ);
    expect(await provider.originate(requestOf(), never())).toMatchObject({ kind: 'unknown' });
  });

  it('an Asterisk without func_global.so', async () => {
    const found = await rig();
    found.system.engine.knowsGlobals = false;
    expect(await (await lost(found, NEVER_READ, nothing)).outcome).toMatchObject({ kind: 'unknown' });
  });

  it('an Asterisk that does not take an application beside the one that is followed', async () => {
    const found = await rig();
    found.system.intercept(({ path }) =>
      path.startsWith('applications/ringside-conn')
        ? { status: 404, body: { message: 'Application not found' } }
        : null,
    );
    expect(await (await lost(found, NEVER_READ, nothing)).outcome).toMatchObject({ kind: 'unknown' });
  });
});

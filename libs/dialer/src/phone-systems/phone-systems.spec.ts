import { afterEach, describe, expect, it } from '@jest/globals';
import type { PhoneSystemView, PhoneSystemsSnapshot } from '@ringside/contracts';
import { StreamError } from '@ringside/telephony';
import { FakeSystem, UNREACHABLE } from './testing/fake-system.js';
import { eventually } from './testing/eventually.js';
import { openWorld, type World } from './testing/world.js';

let world: World | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

async function open(system: FakeSystem): Promise<World> {
  world = await openWorld(system);
  return world;
}

const PHONES = ['2025550101', '2025550102', '2025550103', '2025550104'] as const;
const [ONE, TWO, THREE] = PHONES;

function standing({ service, accountId }: World): PhoneSystemView {
  const [view] = service.phoneSystems(accountId).phone_systems;
  if (!view) throw new Error('no phone system');
  return view;
}
const connected = (at: World) =>
  eventually(
    () => standing(at),
    ({ state }) => state === 'connected',
  );
const disconnected = (at: World) =>
  eventually(
    () => standing(at),
    ({ state }) => state === 'disconnected',
  );
const placed = (system: FakeSystem): string[] => system.asked.filter((ask) => ask.startsWith('originate'));
const dialed = (system: FakeSystem, count: number) =>
  eventually(
    () => placed(system),
    ({ length }) => length >= count,
  );
const holding = async ({ service, accountId }: World, id: string) =>
  (await service.live(accountId, id))?.campaign.holding ?? null;

describe('a phone system whose stream cannot be opened', () => {
  it('holds its campaigns with its sentence, is not asked for a call, and is complained of once', async () => {
    const system = new FakeSystem();
    system.refusal = UNREACHABLE;
    const at = await open(system);
    const id = await at.dial(PHONES, 2);
    await eventually(
      () => system.tries,
      (tries) => tries >= 3,
    );
    expect(await holding(at, id)).toMatchObject({ code: 'phone_system_down', detail: UNREACHABLE.message });
    expect(system.asked).toEqual([]);
    expect(at.warnings).toEqual([UNREACHABLE.message]);
    expect(standing(at)).toMatchObject({
      state: 'disconnected',
      dials: true,
      engine: null,
      last_error: { code: 'unreachable', detail: UNREACHABLE.message },
      abilities: ['hang_up', 'reconcile', 'detect_machine', 'bridge', 'listen', 'play'],
    });

    system.refusal = new StreamError('unauthorized', 'It refuses the password.');
    await eventually(
      () => holding(at, id),
      (held) => held?.detail === 'It refuses the password.',
    );
    expect(at.warnings).toHaveLength(2);

    system.mend();
    expect(await dialed(system, 2)).toEqual([`originate ${ONE}`, `originate ${TWO}`]);
    expect(await holding(at, id)).toBeNull();
    expect(standing(at)).toMatchObject({
      state: 'connected',
      engine: { name: 'Fake', version: '1.2' },
      last_error: { code: 'unauthorized' },
    });
  }, 20_000);

  it('tells what is wrong with how it is set up, each thing once', async () => {
    const system = new FakeSystem();
    system.warnings = [{ code: 'dialplan', detail: 'Add this.' }];
    const at = await open(system);
    await connected(at);
    for (const detail of ['Add this.', 'Add that.', 'Add that.'])
      system.tell({ kind: 'warning', warning: { code: 'dialplan', detail } });
    await eventually(
      () => standing(at).warnings,
      ({ length }) => length === 2,
    );
    expect(standing(at).warnings).toMatchObject([{ detail: 'Add this.' }, { detail: 'Add that.' }]);
    expect(at.warnings).toEqual(['Add this.', 'Add that.']);
  });

  it('taken over by another program, ends the process and is left alone', async () => {
    const system = new FakeSystem();
    const at = await open(system);
    await connected(at);
    system.cut(new StreamError('taken_over', 'Another program took it.'));
    await eventually(
      () => at.fatal,
      ({ length }) => length > 0,
    );
    system.mend();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(at.fatal.map(({ message }) => message)).toEqual(['Another program took it.']);
    expect(system.tries).toBe(1);
    expect(standing(at)).toMatchObject({ state: 'disconnected', last_error: { code: 'taken_over' } });
  });
});

describe('a stream that breaks in mid-campaign', () => {
  it('is opened again; everything in flight is compared first, until there is an answer, then dialing goes on', async () => {
    const system = new FakeSystem();
    const at = await open(system);
    await connected(at);
    const id = await at.dial(PHONES, 3);
    await dialed(system, 3);
    system.happens(ONE, 'answered');
    system.happens(TWO, 'ringing');
    await eventually(
      () => standing(at),
      ({ calls_up, calls_in_flight }) => calls_up === 1 && calls_in_flight === 3,
    );
    system.cut();
    await disconnected(at);
    system.known.delete(system.calls.get(ONE) ?? '');
    system.known.set(system.calls.get(TWO) ?? '', 'busy');
    system.known.set(system.calls.get(THREE) ?? '', 'answered');
    system.answers = false;
    system.asked.length = 0;
    system.mend();
    await eventually(
      () => system.asked,
      ({ length }) => length >= 2,
    );
    expect(await holding(at, id)).toMatchObject({ code: 'phone_system_down' });
    system.answers = true;
    await dialed(system, 1);
    expect(system.asked.filter((ask) => ask !== 'reconcile')).toEqual([`originate ${PHONES[3]}`]);
    expect(system.asked.at(-1)).toBe(`originate ${PHONES[3]}`);
    const calls = await at.calls(id);
    expect(calls[ONE]).toMatchObject({ state: 'completed', reason: 'ended_unseen', endEstimated: true });
    expect(calls[TWO]).toMatchObject({ state: 'busy', reason: null });
    expect(calls[THREE]).toMatchObject({ state: 'answered' });
    const types = at.facts.map(({ type }) => type).filter((type) => /held|released|busy/.test(type));
    expect(types.indexOf('call.busy')).toBeLessThan(types.indexOf('campaign.released'));
  }, 20_000);

  it('puts deadlines off: how a call ended is told when it is back; but not for ever', async () => {
    const system = new FakeSystem();
    const at = await open(system);
    await connected(at);
    const id = await at.dial([ONE, TWO], 1);
    await dialed(system, 1);
    system.cut();
    await disconnected(at);
    at.pass(70_000);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await at.calls(id))[ONE]).toMatchObject({ state: 'dialing' });
    system.known.set(system.calls.get(ONE) ?? '', 'busy');
    system.mend();
    await dialed(system, 2);
    expect((await at.calls(id))[ONE]).toMatchObject({ state: 'busy' });

    system.cut();
    await disconnected(at);
    at.pass(601_000);
    const ended = await eventually(
      () => at.calls(id),
      (calls) => calls[TWO]?.endedAt !== null,
    );
    expect(ended[TWO]).toMatchObject({ state: 'failed', reason: 'no_status' });
  }, 20_000);

  it('after a start, calls that are gone end at once', async () => {
    const system = new FakeSystem();
    const at = await open(system);
    await connected(at);
    const id = await at.dial([ONE], 1);
    await dialed(system, 1);
    system.happens(ONE, 'ringing');
    await eventually(
      () => at.calls(id),
      (calls) => calls[ONE]?.state === 'ringing',
    );
    system.refusal = UNREACHABLE;
    await at.restart();
    system.known.clear();
    system.mend();
    const calls = await eventually(
      () => at.calls(id),
      (found) => found[ONE]?.endedAt !== null,
    );
    expect(calls[ONE]).toMatchObject({ state: 'no_answer', reason: 'ended_unseen' });
  }, 20_000);

  it('hangs up on a machine, when it was asked to look for one', async () => {
    const system = new FakeSystem();
    const at = await open(system);
    await connected(at);
    const id = await at.dial([ONE], 1, 'hang_up');
    expect(await dialed(system, 1)).toEqual([`originate ${ONE} amd`]);
    system.happens(ONE, 'answered');
    system.happens(ONE, 'answered', { answeredBy: 'machine' });
    system.happens(ONE, 'answered', { answeredBy: 'machine' });
    await eventually(
      () => system.asked,
      (asked) => asked.includes('hang_up'),
    );
    system.happens(ONE, 'completed');
    const calls = await eventually(
      () => at.calls(id),
      (found) => found[ONE]?.endedAt !== null,
    );
    expect(calls[ONE]).toMatchObject({ reason: 'answering_machine', answeredBy: 'machine' });
    expect(system.asked.filter((ask) => ask === 'hang_up')).toHaveLength(1);
    const { facts } = await at.store.for(at.accountId).story(calls[ONE]?.id ?? '');
    expect(facts.filter(({ type }) => type === 'call.answered_by')).toMatchObject([{ reason: 'machine' }]);
  });
});

describe('a phone system without a stream', () => {
  it('is reachable or not, as of the last request to it', async () => {
    const system = new FakeSystem({ stream: false });
    const at = await open(system);
    expect(standing(at)).toMatchObject({ state: 'not_asked', calls_per_second: 0 });
    const told: PhoneSystemsSnapshot[] = [];
    const subscription = at.service.phoneSystemChanges(at.accountId).subscribe((news) => told.push(news));
    await at.dial([ONE], 1);
    await eventually(
      () => standing(at),
      ({ state }) => state === 'reachable',
    );
    expect(standing(at)).toMatchObject({ calls_per_second: 0.1, calls_in_flight: 1, last_error: null });
    system.outcome = { kind: 'refused', reason: 'ECONNREFUSED: nobody listens', retryAfterMs: null };
    await at.dial([TWO], 1);
    await eventually(
      () => standing(at),
      ({ state }) => state === 'unreachable',
    );
    expect(standing(at).last_error).toMatchObject({
      code: 'unreachable',
      detail: 'ECONNREFUSED: nobody listens',
    });
    system.outcome = { kind: 'refused', reason: 'HTTP 429', retryAfterMs: null };
    await eventually(
      () => standing(at),
      ({ state }) => state === 'reachable',
    );
    await eventually(
      () => told,
      ({ length }) => length > 0,
    );
    subscription.unsubscribe();
    expect(told.length).toBeLessThan(12);
    expect(told[0]?.phone_systems).not.toEqual(told[1]?.phone_systems);
    expect(at.service.phoneSystems('another account').phone_systems).toEqual([]);
  }, 20_000);
});

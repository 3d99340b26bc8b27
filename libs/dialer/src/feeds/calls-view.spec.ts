import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallsFrame } from '@ringside/contracts';
import { eventually } from '../phone-systems/testing/eventually.js';
import { document, openWorld, reading, record, type World } from './testing/world.js';

let world: World;
let frames: CallsFrame[];
let followers: number;
beforeEach(async () => {
  world = await openWorld();
  frames = [];
  followers = 1;
  world.view.rooms = {
    size: (accountId) => (accountId === world.accountId ? followers : 0),
    emit: (_accountId, frame) => void frames.push(frame),
  };
});
afterEach(() => world.end());

const position = () => world.view.position(world.accountId);
const sent = (wanted: (all: readonly CallsFrame[]) => boolean) => eventually(() => frames, wanted);

describe('the live view of calls', () => {
  it('has each changed call in its last state, and the tenant that was seen', async () => {
    const { epoch, seq } = position();
    await world.send(reading('a', 'RING'));
    await world.send(reading('a', 'ANSWERED', { phone: '100' }));
    await sent((all) => all.some(({ changes }) => changes.calls[0]?.state === 'answered'));
    frames.forEach((frame, i) => expect(frame).toMatchObject({ epoch, from: seq + i + 1, to: seq + i + 1 }));
    expect(frames.at(-1)?.changes.calls).toMatchObject([{ origin: 'pbx', phone: '100', state: 'answered' }]);
    expect(frames.flatMap(({ changes }) => changes.tenants ?? [])).toMatchObject([{ state: 'adopted' }]);
  });

  it('has at most twenty frames a second, however much happens', async () => {
    await world.send(reading('first', 'RING'));
    const began = performance.now();
    for (let i = 0; i < 300; i++) await world.send(reading(`a ${i % 50}`, i < 50 ? 'RING' : 'ANSWERED'));
    await sent((all) => all.flatMap(({ changes }) => changes.calls).some(({ name }) => name === 'a 49'));
    expect(frames.length).toBeLessThanOrEqual((performance.now() - began) / 50 + 2);
  });

  it('says to read again when more calls changed than a frame holds, or a sync changed some', async () => {
    await Promise.all(Array.from({ length: 700 }, (_, i) => world.send(reading(`a ${i}`, 'RING'))));
    await sent((all) => all.some(({ changes }) => changes.reload === true));
    expect(frames.every(({ changes }) => changes.calls.length <= 500)).toBe(true);
    frames.length = 0;
    world.scripts.push(document(record('b')));
    await world.service.sync(world.accountId, null);
    await sent((all) =>
      all.some(({ changes }) => changes.reload === true && changes.syncs?.[0]?.state === 'completed'),
    );
    frames.length = 0;
    await world.service.sync(world.accountId, null);
    await sent((all) => all.some(({ changes }) => changes.syncs?.[0]?.state === 'completed'));
    expect(frames.some(({ changes }) => changes.reload === true)).toBe(false);
  });

  it('has a later number for every change that a page read before it lacks', async () => {
    for (let i = 0; i < 20; i++) {
      followers = i % 2;
      const asOf = position();
      await world.send(reading(`a ${i}`, 'RING'));
      // Somebody who follows now sees by the number that the page is not the newest; somebody who followed gets a frame.
      if (followers === 0) expect(position().seq).toBeGreaterThan(asOf.seq);
      else {
        const frame = await eventually(
          () => frames.find(({ changes }) => changes.calls.some(({ name }) => name === `a ${i}`)),
          (found) => found !== undefined,
        );
        expect(frame?.to).toBeGreaterThan(asOf.seq);
      }
    }
    expect(position().epoch).toBe(frames[0]?.epoch);
  });

  it('has numbers of another run after a restart', async () => {
    const before = position();
    await world.restart();
    expect(position().epoch).not.toBe(before.epoch);
  });
});

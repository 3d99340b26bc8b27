import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PhoneSystemsSnapshot } from '@ringside/contracts';
import type { Subscription } from 'rxjs';
import type { RingsideClient } from './client.js';
import { createClientWith } from './create-client.js';
import { eventually } from './testing/eventually.js';
import { ModelServer } from './testing/model-server.js';
import { DEFAULT_TIMINGS, type Timings } from './timings.js';

const FAST: Timings = { ...DEFAULT_TIMINGS, check: 20, ack: 300, retry: 20, linger: 30 };

/** As of a second after the hour; without phone systems, so the time tells one from another. */
const asOf = (second: number): PhoneSystemsSnapshot => ({
  at: new Date(Date.UTC(2026, 2, 1, 10, 0, second)).toISOString(),
  phone_systems: [],
});

describe('phone systems, live', () => {
  let server: ModelServer;
  let client: RingsideClient;
  let seen: PhoneSystemsSnapshot[];
  const watching: Subscription[] = [];
  const watch = (): Subscription => {
    const subscription = client.phoneSystems.subscribe((snapshot) => seen.push(snapshot));
    watching.push(subscription);
    return subscription;
  };

  async function open(timings: Timings): Promise<void> {
    server = await ModelServer.open(1);
    server.phoneSystems = asOf(0);
    client = createClientWith({ url: server.url }, timings);
  }
  beforeEach(() => {
    seen = [];
  });
  afterEach(async () => {
    for (const subscription of watching.splice(0)) subscription.unsubscribe();
    client.close();
    await server.close();
  });

  it('are told whole, at first and at every change', async () => {
    await open(FAST);
    watch();
    await eventually(() => expect(seen).toEqual([asOf(0)]));
    server.changePhoneSystems(asOf(1));
    server.changePhoneSystems(asOf(2));
    await eventually(() => expect(seen).toEqual([asOf(0), asOf(1), asOf(2)]));
  });

  it('are followed once, however many look, and no longer than somebody does', async () => {
    await open(FAST);
    const first = watch();
    await eventually(() => expect(seen).toHaveLength(1));
    const second = watch();
    expect(seen).toEqual([asOf(0), asOf(0)]);
    first.unsubscribe();
    second.unsubscribe();
    await eventually(() => expect(server.phoneSystemsAsked).toEqual(['follow', 'unfollow']));
    watch();
    await eventually(() => expect(server.phoneSystemsAsked).toEqual(['follow', 'unfollow', 'follow']));
  });

  it('are followed again after the connection broke, also when the clock of the server went back', async () => {
    await open(FAST);
    watch();
    await eventually(() => expect(seen).toHaveLength(1));
    server.changePhoneSystems(asOf(-60), true);
    server.cut();
    await eventually(() => expect(seen.at(-1)).toEqual(asOf(-60)));
    server.changePhoneSystems(asOf(-59));
    await eventually(() => expect(seen.at(-1)).toEqual(asOf(-59)));
  });

  it('are right after a while when a change was lost', async () => {
    await open({ ...FAST, idleFollow: 50 });
    watch();
    await eventually(() => expect(seen).toHaveLength(1));
    server.changePhoneSystems(asOf(1), true);
    await eventually(() => expect(seen.at(-1)).toEqual(asOf(1)));
  });

  it('never go back to what was told before', async () => {
    await open(FAST);
    watch();
    await eventually(() => expect(seen).toHaveLength(1));
    server.changePhoneSystems(asOf(5));
    server.changePhoneSystems(asOf(4));
    server.changePhoneSystems(asOf(6));
    await eventually(() => expect(seen).toEqual([asOf(0), asOf(5), asOf(6)]));
  });
});

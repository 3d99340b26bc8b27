import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { PlacedCall } from '@ringside/telephony';
import { eventually, onEachEngine, openProvider, type OpenProvider } from './engines.ts';
import { Ari } from './lab/ari.ts';
import { MONITOR } from './lab/start.ts';
import { loudness, samplesOf, shareOfTone } from './lab/tone.ts';

const [MACHINE, HUMAN] = ['15550001008', '15550001009'];
/** Far ends that hum, by their tone. */
const HUMS = { 400: '15550001010', 700: '15550001011', 1000: '15550001012' } as const;
const SILENT = '15550001013';
const signal = (): AbortSignal => AbortSignal.timeout(10_000);

onEachEngine((engine) => {
  let ours: OpenProvider;
  let witness: Witness;
  beforeEach(async () => {
    ours = await openProvider({ url: engine().url });
    witness = await Witness.at(engine().url);
  });
  afterEach(async () => {
    await witness.close();
    await ours.close();
  });

  const up = async (number: string): Promise<PlacedCall> => {
    const call = await ours.dial(number);
    await ours.until(call, ({ state }) => state === 'answered');
    return call;
  };

  it('tells the machine from the person', async () => {
    const [machine, human] = await Promise.all(
      [MACHINE, HUMAN].map((number) => ours.dial(number, { detectMachine: true })),
    );
    for (const [call, by] of [
      [machine, 'machine'],
      [human, 'human'],
    ] as const) {
      if (call === undefined) throw new Error('two were dialed');
      const told = await ours.until(call, ({ answeredBy }) => answeredBy !== null);
      expect(told).toMatchObject({ state: 'answered', answeredBy: by });
      // It was answered from the first moment on, not only when AMD had heard enough.
      const [first] = ours.told(call).filter(({ state }) => state === 'answered');
      expect(first?.answeredBy).toBeNull();
      expect(await ours.provider.hangUp?.(call, signal())).toEqual({ kind: 'done' });
    }
  });

  it('a bridge carries the sound of each leg to the other, and of nobody else', async () => {
    const [a, b] = [await up(HUMS[400]), await up(HUMS[700])];
    const alone = await witness.heardBy(a);
    expect(loudness(alone)).toBeLessThan(0.01);

    const id = `bridge-of-${a.callId}`;
    expect(await ours.provider.legs?.bridge?.(id, [a, b], signal())).toEqual({ kind: 'done' });
    expect(await witness.bridges()).toEqual([{ type: 'mixing', channels: [a.callId, b.callId].toSorted() }]);
    const [atA, atB] = [await witness.heardBy(a), await witness.heardBy(b)];
    expect(shareOfTone(atA, 700)).toBeGreaterThan(0.8);
    expect(shareOfTone(atA, 400)).toBeLessThan(0.05);
    expect(shareOfTone(atB, 400)).toBeGreaterThan(0.8);
    expect(shareOfTone(atB, 700)).toBeLessThan(0.05);
    // The engine's own recording of the bridge has both.
    const mixed = await witness.recorded(`bridges/${encodeURIComponent(id)}`);
    for (const hertz of [400, 700]) expect(shareOfTone(mixed, hertz)).toBeGreaterThan(0.2);

    expect(await ours.provider.legs?.unbridge?.(id, signal())).toEqual({ kind: 'done' });
    expect(await witness.bridges()).toEqual([]);
    expect(loudness(await witness.heardBy(a))).toBeLessThan(0.01);
  });

  it('a listener hears both directions, and nobody hears the listener', async () => {
    const [a, b, listener] = [await up(HUMS[400]), await up(HUMS[700]), await up(HUMS[1000])];
    await ours.provider.legs?.bridge?.(`bridge-of-${a.callId}`, [a, b], signal());
    const id = `listening-of-${listener.callId}`;
    expect(await ours.provider.legs?.listen?.(id, a, listener, signal())).toEqual({ kind: 'done' });
    // Before the witness adds snoop channels of its own.
    expect(await witness.snooped()).toEqual([a.callId]);

    const atListener = await witness.heardBy(listener);
    for (const hertz of [400, 700]) expect(shareOfTone(atListener, hertz)).toBeGreaterThan(0.2);
    for (const [leg, other] of [
      [a, 700],
      [b, 400],
    ] as const) {
      const heard = await witness.heardBy(leg);
      expect(shareOfTone(heard, other)).toBeGreaterThan(0.8);
      expect(shareOfTone(heard, 1000)).toBeLessThan(0.05);
    }

    expect(await ours.provider.legs?.stopListening?.(id, signal())).toEqual({ kind: 'done' });
    await eventually('nobody is snooped on', async () =>
      (await witness.snooped()).length === 0 ? true : null,
    );
    expect(loudness(await witness.heardBy(listener))).toBeLessThan(0.01);
  });

  it('what is played is heard by the far end', async () => {
    const leg = await up(SILENT);
    const ending = ours.provider.legs?.play?.(leg, 'sound:tone-1200-long', signal());
    const heard = await witness.heardBy(leg);
    expect(shareOfTone(heard, 1200)).toBeGreaterThan(0.8);
    await ours.provider.hangUp?.(leg, signal());
    expect(await ending).toEqual({ kind: 'gone' });
  });
});

/** Looks and listens at the engine with a client of its own. */
class Witness {
  private readonly ari: Ari;
  private readonly reader: Ari;
  private names = 0;

  private constructor(
    url: string,
    /** Recordings that are finished, and channels that can be recorded. */
    private readonly seen: ReadonlySet<string>,
    private readonly connection: { close(): void },
  ) {
    this.ari = new Ari(url);
    this.reader = new Ari(url, MONITOR);
  }

  static async at(url: string): Promise<Witness> {
    const seen = new Set<string>();
    const connection = await new Ari(url).listen(
      'witness',
      ({ type, recording, channel }) => {
        if (type === 'RecordingFinished' && recording !== undefined) seen.add(recording.name);
        if (type === 'StasisStart' && channel !== undefined) seen.add(channel.id);
      },
      true,
    );
    return new Witness(url, seen, connection);
  }

  /** What the far end of a call hears: the sound that its half of the call gets from the engine. */
  async heardBy({ callId }: PlacedCall): Promise<Float64Array> {
    const id = `witness-${++this.names}-${callId}`;
    const half = encodeURIComponent(`${callId};2`);
    await this.ari.must('POST', `channels/${half}/snoop/${id}?spy=in&app=witness`);
    await eventually('the witness is there', () => (this.seen.has(id) ? true : null));
    try {
      return await this.recorded(`channels/${id}`);
    } finally {
      await this.ari.ask('DELETE', `channels/${id}`);
    }
  }

  /** A second of what is heard at a channel or in a bridge. */
  async recorded(path: string): Promise<Float64Array> {
    const name = `witness-${++this.names}-${Math.round(performance.timeOrigin + performance.now())}`;
    await this.ari.must('POST', `${path}/record?name=${name}&format=wav`);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await this.ari.must('POST', `recordings/live/${name}/stop`);
    await eventually('the recording is whole', () => (this.seen.has(name) ? true : null));
    // The first moments are those of getting connected.
    return samplesOf(await this.ari.bytes(`recordings/stored/${name}/file`)).subarray(1600);
  }

  async bridges(): Promise<{ type: string; channels: string[] }[]> {
    const bridges = await this.reader.must<{ bridge_type: string; channels: string[] }[]>('GET', 'bridges');
    return bridges.map(({ bridge_type, channels }) => ({ type: bridge_type, channels: channels.toSorted() }));
  }

  /** Ids of the channels that are snooped on. */
  async snooped(): Promise<string[]> {
    return (await this.reader.channels())
      .filter(({ id }) => !id.startsWith('witness-'))
      .flatMap(({ name }) => /^Snoop\/(.+)-[0-9a-f]+$/.exec(name)?.[1] ?? []);
  }

  async close(): Promise<void> {
    for (const { id } of await this.reader.channels())
      await this.ari.ask('DELETE', `channels/${encodeURIComponent(id)}`);
    this.connection.close();
  }
}

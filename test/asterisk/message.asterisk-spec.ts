import { expect, it } from '@jest/globals';
import { eventually, onEachEngine, openProvider } from './engines.ts';
import { Ari } from './lab/ari.ts';
import { MONITOR } from './lab/start.ts';

/** Says nothing, and stays. */
const SILENT = '15550001013';

onEachEngine((engine) => {
  it('a message is heard once, although its end was missed, by a Ringside that is restarted', async () => {
    const played: string[] = [];
    const reader = new Ari(engine().url, MONITOR);
    const watch = await reader.listen(
      'message-witness',
      ({ type, playback }) => {
        if (type.startsWith('Playback')) played.push(`${type} ${playback?.target_uri}`);
      },
      true,
    );
    const options = { url: engine().url, message: 'sound:tone-1200' };
    const first = await openProvider(options);
    const call = await first.dial(SILENT);
    const target = `channel:${call.callId}`;
    await eventually('it is played', () => (played.includes(`PlaybackStarted ${target}`) ? true : null));
    await first.close();
    await eventually('it has ended', () => (played.includes(`PlaybackFinished ${target}`) ? true : null));
    expect((await reader.channels()).map(({ id }) => id)).toContain(call.callId);

    const second = await openProvider(options);
    await second.until(call, ({ state }) => state === 'completed');
    expect(played).toEqual([`PlaybackStarted ${target}`, `PlaybackFinished ${target}`]);
    await second.close();
    watch.close();
  });
});

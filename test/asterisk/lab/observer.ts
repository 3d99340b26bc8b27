import { randomUUID } from 'node:crypto';
import { Ari, type AriChannel, type AriEvent } from './ari.ts';
import { MONITOR, type Asterisk } from './start.ts';

/** Sees what the engine does, all of it, as a user who may only read; the provider does not know of it. */
export interface Observer {
  /** Halves of ours of the calls that are up now, by id: what was originated. */
  readonly calls: ReadonlyMap<string, AriChannel>;
  /** Most of them at once so far. */
  readonly most: number;
  /** Every call's id, in the order in which the engine made them. */
  readonly made: readonly string[];
  /** Media that are being played to a channel. */
  playing(channelId: string): string[];
  /** Connects to an engine that was restarted: its channels are gone. */
  again(): Promise<void>;
  close(): void;
}

/** `isCall`: whether a channel is one that was originated; others are far ends, or only listen. */
export async function observe(
  asterisk: Asterisk,
  isCall: (channel: AriChannel) => boolean = ({ id, name }) =>
    !id.endsWith(';2') && !/^(Snoop|Recorder|Announcer)\//.test(name),
): Promise<Observer> {
  const ari = new Ari(asterisk.url, MONITOR);
  const calls = new Map<string, AriChannel>();
  const played = new Map<string, { channel: string; media: string }>();
  const made: string[] = [];
  let most = 0;
  const see = ({ type, channel, playback }: AriEvent): void => {
    if (channel !== undefined && isCall(channel)) {
      if (type === 'ChannelCreated') {
        made.push(channel.id);
        calls.set(channel.id, channel);
        most = Math.max(most, calls.size);
      } else if (type === 'ChannelDestroyed') calls.delete(channel.id);
      else if (calls.has(channel.id)) calls.set(channel.id, channel);
    }
    if (playback === undefined) return;
    if (type === 'PlaybackFinished') played.delete(playback.id);
    else
      played.set(playback.id, {
        channel: playback.target_uri.replace('channel:', ''),
        media: playback.media_uri,
      });
  };
  // A name of its own for each: an engine that is busy ends an application's last connection after it took the next.
  const connect = (): Promise<{ close(): void }> => ari.listen(`observer-${randomUUID()}`, see, true);
  let connection = await connect();
  return {
    calls,
    made,
    get most() {
      return most;
    },
    playing: (channelId) =>
      [...played.values()].flatMap(({ channel, media }) => (channel === channelId ? [media] : [])),
    again: async () => {
      connection.close();
      calls.clear();
      played.clear();
      connection = await connect();
    },
    close: () => connection.close(),
  };
}

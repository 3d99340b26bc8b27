import type { AriClient } from './ari-client.js';
import { MAX_LIST_BYTES } from './ari-client.js';
import type { AriEvent } from './ari-events.js';
import { readAriChannel } from './ari-events.js';
import { bodyOf, field } from './ari-reply.js';
import type { AsteriskSettings } from './asterisk.options.js';
import { isCallId } from './call-tracker.js';
import { isDetected, MachineDetection, wantsDetection } from './machine-detection.js';
import { Message } from './message.js';
import type { ConnectionInUse } from './message.js';

/** What is done by itself with a call that is answered: it is found out by whom, and a message is played. */
export class AnsweredCalls {
  private readonly detection: MachineDetection;
  private readonly message: Message | null;
  /** Those that this connection has seen come in. */
  private readonly seen = new Set<string>();

  constructor(
    private readonly client: AriClient,
    private readonly settings: AsteriskSettings,
    private readonly connection: ConnectionInUse,
  ) {
    this.detection = new MachineDetection(client);
    this.message = settings.message === null ? null : new Message(client, settings.message, connection);
  }

  take(event: AriEvent): void {
    if (event.type === 'start' && isCallId(event.channel.id)) {
      this.seen.add(event.channel.id);
      void this.cameIn(event.channel.id, event.args);
    } else if (event.type === 'destroyed') this.seen.delete(event.channel.id);
    else if (event.type === 'played') void this.message?.played(event);
  }

  /**
   * Takes up calls that an earlier connection left in the middle: what was not begun is begun. A message whose end was missed is
   * not played twice to anybody: its call is ended, as it would have been.
   */
  async resume(signal: AbortSignal): Promise<void> {
    const reply = await this.client.askByHttp(
      { method: 'GET', path: 'channels' },
      { signal, maxBytes: MAX_LIST_BYTES },
    );
    const channels: unknown = bodyOf(reply);
    for (const entry of Array.isArray(channels) ? channels : []) {
      const channel = readAriChannel(entry);
      const args = this.argsOf(entry);
      if (channel?.state !== 'Up' || args === null) continue;
      if (!isCallId(channel.id) || this.seen.has(channel.id)) continue;
      if ((await this.message?.resume(channel.id)) === 'taken_up') continue;
      void this.cameIn(channel.id, args);
    }
  }

  private async cameIn(callId: string, args: readonly string[]): Promise<void> {
    if (wantsDetection(args)) {
      const listening = await this.detection.listenTo(callId);
      if (typeof listening === 'string' || this.connection.hasEnded()) return;
      this.connection.warn(listening.cannot);
    }
    if (args[0] === 'call' || isDetected(args)) await this.message?.playTo(callId);
  }

  /** With what a channel is in our application; null: it is not. */
  private argsOf(channel: unknown): readonly string[] | null {
    const dialplan = field(channel, 'dialplan');
    const data = field(dialplan, 'app_data');
    if (field(dialplan, 'app_name') !== 'Stasis' || typeof data !== 'string') return null;
    const [app, ...args] = data.split(',');
    return app === this.settings.app ? args : null;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { AriClient } from './ari-client.js';
import type { AriEvent } from './ari-events.js';
import { statusOf, succeeded, wordsOf } from './ari-reply.js';
import { FAILED_BEFORE_GONE_MS } from './playback.js';

/** The playback's id says whose message it is, so that its end is understood by a restarted Ringside, too. */
const PREFIX = 'message-';
/** Set with the call itself before the message is begun: whoever finds it later, and no playback, knows that it has been played. */
const BEGUN = 'RINGSIDE_MESSAGE';

/** The connection whose calls these are. */
export interface ConnectionInUse {
  /** A call is about to be ended by us. */
  hangingUp(callId: string): void;
  warn(detail: string): void;
  /** Whether it has ended: what was asked over it and not answered may be done, and the next one takes it up. */
  hasEnded(): boolean;
}

/** Plays a message to whoever answers, and then ends the call. */
export class Message {
  constructor(
    private readonly client: AriClient,
    private readonly media: string,
    private readonly connection: ConnectionInUse,
  ) {}

  /** Takes up a call from an earlier connection: one whose message was begun is not played to again, but ended after it. */
  async resume(callId: string): Promise<'new' | 'taken_up'> {
    // In this order: a message that ends in between was begun.
    if (await this.isPlaying(callId)) return 'taken_up';
    const begun = await this.client.ask({
      method: 'GET',
      path: `channels/${callId}/variable?variable=${BEGUN}`,
    });
    if (!succeeded(begun)) return 'new';
    await this.hangUp(callId);
    return 'taken_up';
  }

  async playTo(callId: string): Promise<void> {
    const media = encodeURIComponent(this.media);
    await this.client.ask({ method: 'POST', path: `channels/${callId}/variable?variable=${BEGUN}&value=1` });
    const path = `channels/${callId}/play/${PREFIX}${callId}?media=${media}`;
    const reply = await this.client.ask({ method: 'POST', path });
    if (succeeded(reply) || statusOf(reply) === 404) return;
    // Asked for already: it is being played.
    if (statusOf(reply) === 409 || this.connection.hasEnded()) return;
    this.connection.warn(this.trouble(wordsOf(reply)));
    await this.hangUp(callId);
  }

  /** A playback ended: if it was a message, its call does. */
  async played(event: Extract<AriEvent, { type: 'played' }>): Promise<void> {
    if (!event.id.startsWith(PREFIX)) return;
    // One that is cut short by the end of its call fails, a moment before.
    if (event.failed) await pause(FAILED_BEFORE_GONE_MS, undefined, { ref: false });
    const wasThere = await this.hangUp(event.id.slice(PREFIX.length));
    if (event.failed && wasThere) this.connection.warn(this.trouble('Asterisk could not play it'));
  }

  private async isPlaying(callId: string): Promise<boolean> {
    const reply = await this.client.ask({ method: 'GET', path: `playbacks/${PREFIX}${callId}` });
    return statusOf(reply) !== 404;
  }

  private async hangUp(callId: string): Promise<boolean> {
    this.connection.hangingUp(callId);
    return succeeded(await this.client.ask({ method: 'DELETE', path: `channels/${callId}?reason=normal` }));
  }

  private trouble(why: string): string {
    return `The message ${this.media} is not heard (${why}): see ARI_MESSAGE.`;
  }
}

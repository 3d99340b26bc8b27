import type { LegOutcome } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import { part, statusOf, succeeded } from './ari-reply.js';
import type { Bridges } from './bridges.js';
import { DONE, failed, GONE } from './leg-outcome.js';
import type { Occurrences } from './occurrences.js';
import { Underway } from './underway.js';

/** Name of the bridges of listenings, by which those that were left behind are known. */
export const LISTENING_NAME = 'ringside-listening';
/** Longest time from a snoop channel's creation to its coming into the application. */
const SNOOP_WITHIN_MS = 5_000;

/** Listening in: a channel that hears both directions of another (snoop), in a bridge with the listener. */
export class Listenings {
  private readonly all = new Map<string, { readonly heard: string; readonly listener: string }>();
  private readonly ending = new Underway<LegOutcome>();

  constructor(
    private readonly client: AriClient,
    private readonly bridges: Bridges,
    private readonly occurrences: Occurrences,
    private readonly app: string,
  ) {}

  /** A call ended, and with it whatever it listened to, or was listened to by. */
  ended(callId: string): void {
    for (const [listeningId, { heard, listener }] of this.all) {
      if (callId === heard || callId === listener) void this.stop(listeningId);
    }
  }

  async listen(
    listeningId: string,
    heard: string,
    listener: string,
    signal: AbortSignal,
  ): Promise<LegOutcome> {
    const ear = await this.client.ask({ method: 'GET', path: `channels/${part(listener)}` }, { signal });
    if (statusOf(ear) === 404) return GONE;
    if (!succeeded(ear)) return failed(ear);
    const snoopId = snoopOf(listeningId);
    if (await this.bridges.has(listeningId, [snoopId, listener], signal)) return DONE;
    const snoop = await this.snoopOn(heard, snoopId, signal);
    if (snoop.kind !== 'done') return snoop;
    this.all.set(listeningId, { heard, listener });
    const joined = await this.bridges.join(listeningId, LISTENING_NAME, [snoopId, listener], signal);
    if (joined.kind !== 'done') await this.stop(listeningId);
    return joined;
  }

  /** `gone`: there is none. Asked for twice at once, it is done once. */
  stop(listeningId: string, signal?: AbortSignal): Promise<LegOutcome> {
    if (signal?.aborted === true) return Promise.resolve({ kind: 'failed', reason: 'given up' });
    return this.ending.once(listeningId, () => this.takeApart(listeningId, signal));
  }

  private async takeApart(listeningId: string, signal?: AbortSignal): Promise<LegOutcome> {
    this.all.delete(listeningId);
    const bridge = await this.bridges.takeApart(listeningId, signal);
    const snoop = await this.endSnoop(snoopOf(listeningId), signal);
    if (bridge.kind === 'failed') return bridge;
    return snoop.kind === 'gone' ? bridge : snoop;
  }

  private async snoopOn(heard: string, snoopId: string, signal: AbortSignal): Promise<LegOutcome> {
    const waiting = new AbortController();
    const arrived = this.occurrences.next((event) => event.type === 'start' && event.channel.id === snoopId, {
      timeoutMs: SNOOP_WITHIN_MS,
      signal: waiting.signal,
    });
    const reply = await this.client.ask(
      {
        method: 'POST',
        path: `channels/${part(heard)}/snoop/${part(snoopId)}`,
        body: { spy: 'both', whisper: 'none', app: this.app, appArgs: 'listening' },
      },
      { signal },
    );
    if (!succeeded(reply)) waiting.abort();
    const came = typeof (await arrived) !== 'string';
    if (came && succeeded(reply)) return DONE;
    if (statusOf(reply) === 404) return GONE;
    if (succeeded(reply) || reply.kind === 'lost') await this.endSnoop(snoopId);
    return succeeded(reply)
      ? { kind: 'failed', reason: 'the listening channel did not come' }
      : failed(reply);
  }

  private async endSnoop(snoopId: string, signal?: AbortSignal): Promise<LegOutcome> {
    const path = `channels/${part(snoopId)}`;
    const options = signal === undefined ? {} : { signal };
    const reply = await this.client.ask({ method: 'DELETE', path }, options);
    if (succeeded(reply)) return DONE;
    // It may be ending by itself, with whom it hears.
    const still = statusOf(reply) === 404 ? reply : await this.client.ask({ method: 'GET', path }, options);
    return statusOf(still) === 404 ? GONE : failed(reply);
  }
}

function snoopOf(listeningId: string): string {
  return `listening-${listeningId}`;
}

import { randomUUID } from 'node:crypto';
import type { LegControl, LegOutcome, PlacedCall } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import type { AriEvent } from './ari-events.js';
import { bodyOf, field, statusOf, succeeded, wordsOf } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';
import { Occurrences } from './occurrences.js';

/** Longest time from a snoop channel's creation to its coming into the application. */
const SNOOP_WITHIN_MS = 5_000;
/** Names of bridges, by which those that were left behind are known. */
const BRIDGE_NAME = 'ringside';
const LISTENING_NAME = 'ringside-listening';

const DONE: LegOutcome = { kind: 'done' };
const GONE: LegOutcome = { kind: 'gone' };

/** Bridges and listenings, which last no longer than their legs. */
export class Legs implements Required<LegControl> {
  private readonly occurrences = new Occurrences();
  /** Legs of bridges that were made here. */
  private readonly bridges = new Map<string, Set<string>>();
  private readonly listenings = new Map<string, { readonly heard: string; readonly listener: string }>();

  constructor(
    private readonly client: AriClient,
    private readonly app: string,
  ) {}

  /** Something happened. */
  take(event: AriEvent): void {
    this.occurrences.tell(event);
    if (event.type !== 'destroyed') return;
    const { id } = event.channel;
    for (const [bridgeId, legs] of this.bridges) {
      if (legs.delete(id) && legs.size === 0) void this.takeApart(bridgeId);
    }
    for (const [listeningId, { heard, listener }] of this.listenings) {
      if (id === heard || id === listener) void this.endListening(listeningId);
    }
  }

  /** No event comes any more: whoever waits for one is answered. */
  disconnected(): void {
    this.occurrences.end();
  }

  /** Takes away bridges whose legs ended while nobody looked. */
  async sweep(signal: AbortSignal): Promise<void> {
    const list: unknown = bodyOf(await this.client.askByHttp({ method: 'GET', path: 'bridges' }, { signal }));
    for (const entry of Array.isArray(list) ? list : []) {
      const id: unknown = field(entry, 'id');
      const channels: unknown = field(entry, 'channels');
      if (typeof id !== 'string' || !Array.isArray(channels)) continue;
      const name = field(entry, 'name');
      if (name === BRIDGE_NAME && channels.length === 0) await this.takeApart(id);
      if (name === LISTENING_NAME && channels.length < 2) await this.endListening(id);
    }
  }

  async bridge(bridgeId: string, legs: readonly PlacedCall[], signal: AbortSignal): Promise<LegOutcome> {
    const there = await this.ask('GET', `bridges/${part(bridgeId)}`, signal);
    const made = statusOf(there) === 404;
    if (!made && !succeeded(there)) return failed(there);
    const members = membersOf(there);
    const missing = legs.map(({ callId }) => callId).filter((callId) => !members.includes(callId));
    if (made) {
      const reply = await this.make(bridgeId, BRIDGE_NAME, signal);
      if (!succeeded(reply)) return failed(reply);
    }
    // Noted first: one of them may end before the answer is here.
    const noted = this.bridges.get(bridgeId) ?? new Set();
    for (const { callId } of legs) noted.add(callId);
    this.bridges.set(bridgeId, noted);
    const added = missing.length === 0 ? DONE : await this.add(bridgeId, missing, signal);
    if (added.kind !== 'done') {
      for (const callId of missing) noted.delete(callId);
      if (made) await this.takeApart(bridgeId);
    }
    return added;
  }

  async unbridge(bridgeId: string, signal: AbortSignal): Promise<LegOutcome> {
    return this.takeApart(bridgeId, signal);
  }

  async listen(
    listeningId: string,
    heard: PlacedCall,
    listener: PlacedCall,
    signal: AbortSignal,
  ): Promise<LegOutcome> {
    const ear = await this.ask('GET', `channels/${part(listener.callId)}`, signal);
    if (statusOf(ear) === 404) return GONE;
    if (!succeeded(ear)) return failed(ear);
    const snoopId = snoopOf(listeningId);
    const there = await this.ask('GET', `bridges/${part(listeningId)}`, signal);
    const members = membersOf(there);
    if (members.includes(snoopId) && members.includes(listener.callId)) return DONE;
    const snoop = await this.snoopOn(heard.callId, snoopId, signal);
    if (snoop.kind !== 'done') return snoop;
    this.listenings.set(listeningId, { heard: heard.callId, listener: listener.callId });
    const made = await this.make(listeningId, LISTENING_NAME, signal);
    const added = succeeded(made)
      ? await this.add(listeningId, [snoopId, listener.callId], signal)
      : failed(made);
    if (added.kind !== 'done') await this.endListening(listeningId);
    return added;
  }

  stopListening(listeningId: string, signal: AbortSignal): Promise<LegOutcome> {
    return this.endListening(listeningId, signal);
  }

  async play(leg: PlacedCall, media: string, signal: AbortSignal): Promise<LegOutcome> {
    if (signal.aborted) return { kind: 'failed', reason: 'given up before it began' };
    const id = `play-${randomUUID()}`;
    // Waited for from before it is asked for: a short sound may be over before the answer is here.
    const over = this.occurrences.next(
      (event) =>
        (event.type === 'played' && event.id === id) ||
        (event.type === 'destroyed' && event.channel.id === leg.callId),
      { signal },
    );
    const path = `channels/${part(leg.callId)}/play/${id}?media=${encodeURIComponent(media)}`;
    const reply = await this.client.ask({ method: 'POST', path });
    if (statusOf(reply) === 404) return GONE;
    if (!succeeded(reply)) return failed(reply);
    const event = await over;
    if (event === 'aborted') {
      await this.client.ask({ method: 'DELETE', path: `playbacks/${id}` });
      return { kind: 'failed', reason: 'given up' };
    }
    if (typeof event === 'string') return { kind: 'failed', reason: 'the event stream of Asterisk ended' };
    if (event.type === 'destroyed') return GONE;
    if (event.type !== 'played' || !event.failed) return DONE;
    const still = await this.ask('GET', `channels/${part(leg.callId)}`, signal);
    if (statusOf(still) === 404) return GONE;
    return { kind: 'failed', reason: 'Asterisk could not play it' };
  }

  /** A channel that hears both directions of another, in the application. */
  private async snoopOn(heard: string, snoopId: string, signal: AbortSignal): Promise<LegOutcome> {
    const arrived = this.occurrences.next((event) => event.type === 'start' && event.channel.id === snoopId, {
      timeoutMs: SNOOP_WITHIN_MS,
      signal,
    });
    const reply = await this.client.ask(
      {
        method: 'POST',
        path: `channels/${part(heard)}/snoop/${part(snoopId)}`,
        body: { spy: 'both', whisper: 'none', app: this.app, appArgs: 'listening' },
      },
      { signal },
    );
    if (statusOf(reply) === 404) return GONE;
    if (!succeeded(reply)) {
      if (reply.kind === 'lost')
        await this.client.ask({ method: 'DELETE', path: `channels/${part(snoopId)}` });
      return failed(reply);
    }
    if (typeof (await arrived) !== 'string') return DONE;
    await this.client.ask({ method: 'DELETE', path: `channels/${part(snoopId)}` });
    return { kind: 'failed', reason: 'the listening channel did not come' };
  }

  private make(bridgeId: string, name: string, signal: AbortSignal): Promise<AriReply> {
    return this.client.ask(
      { method: 'POST', path: `bridges/${part(bridgeId)}`, body: { type: 'mixing', name } },
      { signal },
    );
  }

  /** All or none: Asterisk looks at each of them first. */
  private async add(bridgeId: string, channels: readonly string[], signal: AbortSignal): Promise<LegOutcome> {
    const list = channels.map(encodeURIComponent).join(',');
    const reply = await this.ask('POST', `bridges/${part(bridgeId)}/addChannel?channel=${list}`, signal);
    if (succeeded(reply)) return DONE;
    // 400: there is no such channel.
    return statusOf(reply) === 400 ? GONE : failed(reply);
  }

  private async takeApart(bridgeId: string, signal?: AbortSignal): Promise<LegOutcome> {
    this.bridges.delete(bridgeId);
    const reply = await this.ask('DELETE', `bridges/${part(bridgeId)}`, signal);
    if (succeeded(reply)) return DONE;
    return statusOf(reply) === 404 ? GONE : failed(reply);
  }

  private async endListening(listeningId: string, signal?: AbortSignal): Promise<LegOutcome> {
    this.listenings.delete(listeningId);
    // The bridge first, so that the listener is free when the snoop's end is told.
    const bridge = await this.takeApart(listeningId, signal);
    const snoop = await this.ask('DELETE', `channels/${part(snoopOf(listeningId))}`, signal);
    if (statusOf(snoop) === 404) return bridge;
    if (!succeeded(snoop)) return failed(snoop);
    return bridge.kind === 'failed' ? bridge : DONE;
  }

  private ask(method: 'GET' | 'POST' | 'DELETE', path: string, signal?: AbortSignal): Promise<AriReply> {
    return this.client.ask({ method, path }, signal === undefined ? {} : { signal });
  }
}

/** The channels of a bridge; none when there is no such bridge. */
function membersOf(reply: AriReply): readonly unknown[] {
  const channels: unknown = field(bodyOf(reply), 'channels');
  return Array.isArray(channels) ? channels : [];
}

function snoopOf(listeningId: string): string {
  return `listening-${listeningId}`;
}

/** A part of a path. */
function part(id: string): string {
  return encodeURIComponent(id);
}

function failed(reply: AriReply): LegOutcome {
  return { kind: 'failed', reason: wordsOf(reply) };
}

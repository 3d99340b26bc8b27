import type { LegControl, LegOutcome, PlacedCall } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import type { AriEvent } from './ari-events.js';
import { bodyOf, field } from './ari-reply.js';
import { Bridges } from './bridges.js';
import { LISTENING_NAME, Listenings } from './listenings.js';
import { Occurrences } from './occurrences.js';
import { playTo } from './playback.js';

/** Name of bridges, by which those that were left behind are known. */
const BRIDGE_NAME = 'ringside';

/** Bridges and listenings, which last no longer than their legs, and what is played to a leg. */
export class Legs implements Required<LegControl> {
  private readonly occurrences = new Occurrences();
  private readonly bridges: Bridges;
  private readonly listenings: Listenings;
  /** Legs of bridges that were made here. */
  private readonly bridged = new Map<string, Set<string>>();

  constructor(
    private readonly client: AriClient,
    app: string,
  ) {
    this.bridges = new Bridges(client, this.occurrences);
    this.listenings = new Listenings(client, this.bridges, this.occurrences, app);
  }

  /** Something happened. */
  take(event: AriEvent): void {
    this.occurrences.tell(event);
    if (event.type !== 'destroyed') return;
    const { id } = event.channel;
    for (const [bridgeId, legs] of this.bridged) {
      if (!legs.delete(id) || legs.size > 0) continue;
      this.bridged.delete(bridgeId);
      void this.bridges.takeApart(bridgeId);
    }
    this.listenings.ended(id);
  }

  /** No event comes any more: whoever waits for one is answered. */
  disconnected(): void {
    this.occurrences.end();
  }

  /** Takes away what was left behind when its legs ended while nobody looked. */
  async sweep(signal: AbortSignal): Promise<void> {
    const list: unknown = bodyOf(await this.client.askByHttp({ method: 'GET', path: 'bridges' }, { signal }));
    for (const entry of Array.isArray(list) ? list : []) {
      const id: unknown = field(entry, 'id');
      const channels: unknown = field(entry, 'channels');
      if (typeof id !== 'string' || !Array.isArray(channels)) continue;
      const name = field(entry, 'name');
      if (name === BRIDGE_NAME && channels.length === 0) await this.bridges.takeApart(id);
      if (name === LISTENING_NAME && channels.length < 2) await this.listenings.stop(id);
    }
  }

  async bridge(bridgeId: string, legs: readonly PlacedCall[], signal: AbortSignal): Promise<LegOutcome> {
    const ids = legs.map(({ callId }) => callId);
    // Noted first: one of them may end before the answer is here.
    const before = this.bridged.get(bridgeId);
    this.bridged.set(bridgeId, new Set([...(before ?? []), ...ids]));
    const joined = await this.bridges.join(bridgeId, BRIDGE_NAME, ids, signal);
    if (joined.kind !== 'done') {
      if (before === undefined) this.bridged.delete(bridgeId);
      else this.bridged.set(bridgeId, before);
    }
    return joined;
  }

  unbridge(bridgeId: string, signal: AbortSignal): Promise<LegOutcome> {
    return this.bridges.takeApart(bridgeId, signal);
  }

  listen(
    listeningId: string,
    heard: PlacedCall,
    listener: PlacedCall,
    signal: AbortSignal,
  ): Promise<LegOutcome> {
    return this.listenings.listen(listeningId, heard.callId, listener.callId, signal);
  }

  stopListening(listeningId: string, signal: AbortSignal): Promise<LegOutcome> {
    return this.listenings.stop(listeningId, signal);
  }

  play(leg: PlacedCall, media: string, signal: AbortSignal): Promise<LegOutcome> {
    return playTo(this.client, this.occurrences, leg.callId, media, signal);
  }
}

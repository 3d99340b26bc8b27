import { setTimeout as pause } from 'node:timers/promises';
import type { LegOutcome } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import type { AriEvent } from './ari-events.js';
import { bodyOf, field, part, statusOf, succeeded } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';
import { onceInStasis } from './in-stasis.js';
import { DONE, failed, GONE } from './leg-outcome.js';
import type { Awaited, Occurrences } from './occurrences.js';
import { Underway } from './underway.js';

/** Longest time for channels to come into a bridge, or to leave it. */
const MOVED_WITHIN_MS = 2_000;
/** Between two looks at a bridge that is gone. */
const STILL_TOLD_MS = 10;

/**
 * Mixing bridges. Asterisk answers before channels have moved, and what is asked of channels that still move comes to a bad
 * end (one that is put into the next bridge falls out of it with the end of the one before); so every change is waited for.
 */
export class Bridges {
  private readonly ending = new Underway<LegOutcome>();

  constructor(
    private readonly client: AriClient,
    private readonly occurrences: Occurrences,
  ) {}

  /** Whether these are all in it. */
  async has(bridgeId: string, ids: readonly string[], signal?: AbortSignal): Promise<boolean> {
    const members = membersOf(await this.ask('GET', `bridges/${part(bridgeId)}`, signal));
    return ids.every((id) => members.includes(id));
  }

  /**
   * Puts channels into a bridge, which is made when there is none; those that are in it stay. `gone` when one of them is: a bridge
   * that was made for them is taken away then.
   */
  async join(
    bridgeId: string,
    name: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<LegOutcome> {
    const there = await this.ask('GET', `bridges/${part(bridgeId)}`, signal);
    const isNew = statusOf(there) === 404;
    if (!isNew && !succeeded(there)) return failed(there);
    const members = membersOf(there);
    const missing = ids.filter((id) => !members.includes(id));
    if (isNew) {
      const made = await this.client.ask(
        { method: 'POST', path: `bridges/${part(bridgeId)}`, body: { type: 'mixing', name } },
        { signal },
      );
      if (!succeeded(made)) return failed(made);
    }
    const joined = missing.length === 0 ? DONE : await this.add(bridgeId, missing, signal);
    if (joined.kind !== 'done' && isNew) await this.takeApart(bridgeId);
    return joined;
  }

  /** Takes a bridge away; its channels stay. Asked for twice at once, it is done once. */
  takeApart(bridgeId: string, signal?: AbortSignal): Promise<LegOutcome> {
    if (signal?.aborted === true) return Promise.resolve({ kind: 'failed', reason: 'given up' });
    return this.ending.once(bridgeId, () => this.destroy(bridgeId, signal));
  }

  private async destroy(bridgeId: string, signal?: AbortSignal): Promise<LegOutcome> {
    const there = await this.ask('GET', `bridges/${part(bridgeId)}`, signal);
    const waiting = new AbortController();
    const left = membersOf(there).map((id) => this.moved('left', bridgeId, id, waiting.signal));
    const reply = await this.ask('DELETE', `bridges/${part(bridgeId)}`, signal);
    if (!succeeded(reply)) waiting.abort();
    await Promise.all(left);
    // 409: it is only still told of.
    if (!succeeded(reply)) return statusOf(reply) === 404 || statusOf(reply) === 409 ? GONE : failed(reply);
    await this.untilForgotten(bridgeId, signal);
    return DONE;
  }

  /** Asterisk 16 tells of a bridge for a moment after its end, and takes no other of that id then. */
  private async untilForgotten(bridgeId: string, signal?: AbortSignal): Promise<void> {
    const end = performance.now() + MOVED_WITHIN_MS;
    while (succeeded(await this.ask('GET', `bridges/${part(bridgeId)}`, signal)) && performance.now() < end)
      await pause(STILL_TOLD_MS);
  }

  /** All or none: Asterisk looks at each of them first. */
  private async add(bridgeId: string, ids: readonly string[], signal: AbortSignal): Promise<LegOutcome> {
    const waiting = new AbortController();
    const moves = ids.map((id) => this.moved('entered', bridgeId, id, waiting.signal));
    const list = ids.map(part).join(',');
    const path = `bridges/${part(bridgeId)}/addChannel?channel=${list}`;
    const reply = await onceInStasis(() => this.ask('POST', path, signal));
    if (!succeeded(reply)) waiting.abort();
    const events = await Promise.all(moves);
    // 400: there is no such channel.
    if (!succeeded(reply)) return statusOf(reply) === 400 ? GONE : failed(reply);
    if (events.some((event) => typeof event === 'object' && event.type === 'destroyed')) return GONE;
    const unseen = events.some((event) => typeof event === 'string');
    if (!unseen || (await this.has(bridgeId, ids, signal))) return DONE;
    return { kind: 'failed', reason: 'not all of them came into the bridge' };
  }

  /** A channel came into the bridge, left it, or ended. */
  private moved(
    how: 'entered' | 'left',
    bridgeId: string,
    id: string,
    signal: AbortSignal,
  ): Promise<Awaited> {
    const fits = (event: AriEvent): boolean =>
      (event.type === how && event.bridge === bridgeId && event.channel.id === id) ||
      (event.type === 'destroyed' && event.channel.id === id);
    return this.occurrences.next(fits, { signal, timeoutMs: MOVED_WITHIN_MS });
  }

  private ask(method: 'GET' | 'POST' | 'DELETE', path: string, signal?: AbortSignal): Promise<AriReply> {
    return this.client.ask({ method, path }, signal === undefined ? {} : { signal });
  }
}

/** The channels of a bridge; none when there is no such bridge. */
function membersOf(reply: AriReply): readonly string[] {
  const channels: unknown = field(bodyOf(reply), 'channels');
  return Array.isArray(channels) ? channels.filter((id) => typeof id === 'string') : [];
}

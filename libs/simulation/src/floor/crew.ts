import type { Floor } from '@ringside/pacing';
import { samplerOf, type Sampler } from './distribution.js';
import type { Chances } from './network.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

type Doing = 'out' | 'idle' | 'talking' | 'wrapping';

interface Caller {
  doing: Doing;
  since: number;
  /** Logs out as soon as the call and its wrap-up are over. */
  leaving: boolean;
  /** Own talk times over the world's. */
  readonly talkFactor: number;
}

/** The callers of a floor: who is free the longest gets the next call. Tells the floor's picture and the tally what they do. */
export class Crew {
  private readonly callers: Caller[];
  /** Free callers in the order in which they became so, from `first` on; one that is not free any more is passed over. */
  private queue: number[] = [];
  /** Beside `queue`: since when each was free when it was put there. */
  private sinces: number[] = [];
  private first = 0;
  private free = 0;
  private readonly talk: Sampler;
  private readonly wrap: Sampler | null;

  constructor(
    size: number,
    world: World,
    chances: Chances,
    private readonly floor: Floor,
    private readonly tally: Tally,
  ) {
    const spread = world.staffing.talkSpread;
    this.talk = samplerOf(world.talk, chances.talk);
    this.wrap = world.wrap === null ? null : samplerOf(world.wrap, chances.wrap);
    this.callers = Array.from({ length: size }, () => ({
      doing: 'out' as const,
      since: 0,
      leaving: false,
      talkFactor: 1 + spread * (2 * chances.callers.next() - 1),
    }));
  }

  get size(): number {
    return this.callers.length;
  }

  isIdle(id: number): boolean {
    return this.caller(id).doing === 'idle';
  }

  logIn(id: number, now: number): void {
    const caller = this.caller(id);
    if (caller.doing !== 'out') {
      // Meant to go, and stays.
      caller.leaving = false;
      return;
    }
    this.tally.change(now, 1, 0, 0);
    this.becomeIdle(id, caller, now);
  }

  /** Who is free goes at once, who is busy afterwards. */
  logOut(id: number, now: number): void {
    const caller = this.caller(id);
    if (caller.doing === 'out' || caller.leaving) return;
    if (caller.doing === 'idle') this.free -= 1;
    else {
      caller.leaving = true;
      this.floor.leaving(id);
      return;
    }
    this.goOut(id, caller, now);
  }

  /** The caller who is free the longest takes the call; answers who, and how long it will take. Null: nobody is free. */
  connect(
    position: number,
    waitedMs: number,
    now: number,
  ): { readonly id: number; readonly talkMs: number } | null {
    if (this.free === 0) return null;
    for (;;) {
      const id = this.queue[this.first];
      if (id === undefined) return null;
      this.first += 1;
      const caller = this.caller(id);
      if (caller.doing !== 'idle' || caller.since !== this.sinces[this.first - 1]) continue;
      this.shrink();
      this.free -= 1;
      this.tally.connected(now - caller.since, waitedMs);
      this.tally.change(now, 0, 1, 0);
      caller.doing = 'talking';
      caller.since = now;
      this.floor.connected(position, id, now);
      return { id, talkMs: this.talk() * caller.talkFactor };
    }
  }

  /** The call is over. How long the caller wraps up; 0: is done at once. */
  endTalk(id: number, now: number): number {
    const caller = this.caller(id);
    const wrapMs = this.wrap === null ? 0 : Math.round(this.wrap());
    if (wrapMs === 0) {
      this.tally.change(now, 0, -1, 0);
      this.done(id, caller, now);
      return 0;
    }
    this.tally.change(now, 0, -1, 1);
    caller.doing = 'wrapping';
    caller.since = now;
    this.floor.wrapping(id, now);
    return wrapMs;
  }

  endWrap(id: number, now: number): void {
    this.tally.change(now, 0, 0, -1);
    this.done(id, this.caller(id), now);
  }

  private done(id: number, caller: Caller, now: number): void {
    if (caller.leaving) this.goOut(id, caller, now);
    else this.becomeIdle(id, caller, now);
  }

  private becomeIdle(id: number, caller: Caller, now: number): void {
    caller.doing = 'idle';
    caller.since = now;
    this.free += 1;
    this.queue.push(id);
    this.sinces.push(now);
    this.floor.available(id, now);
  }

  private goOut(id: number, caller: Caller, now: number): void {
    caller.doing = 'out';
    caller.leaving = false;
    this.tally.change(now, -1, 0, 0);
    this.floor.left(id, now);
  }

  private shrink(): void {
    if (this.first < 4096) return;
    this.queue = this.queue.slice(this.first);
    this.sinces = this.sinces.slice(this.first);
    this.first = 0;
  }

  private caller(id: number): Caller {
    const caller = this.callers[id];
    if (caller === undefined) throw new RangeError(`there is no caller ${id}`);
    return caller;
  }
}

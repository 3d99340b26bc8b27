import type { CallersNow } from '../snapshot.js';
import { Durations } from './durations.js';
import type { Key } from './key.js';

type Doing = 'idle' | 'talking' | 'wrapping';

interface Caller {
  doing: Doing;
  since: number;
  leaving: boolean;
}

/** Who is logged in to a campaign and what each does; and how long that lasts. */
export class Callers {
  readonly talk = new Durations(100_000, 1_500_000);
  readonly wrap = new Durations(15_000, 300_000);
  private readonly byId = new Map<Key, Caller>();
  /** Who asked for a call that has not been dialed, the first first. */
  private readonly asking = new Set<Key>();

  get loggedIn(): number {
    return this.byId.size;
  }

  talks(id: Key, now: number): void {
    const caller = this.of(id, now);
    this.endOf(caller, now);
    this.asking.delete(id);
    caller.doing = 'talking';
    caller.since = now;
  }

  wraps(id: Key, now: number): void {
    const caller = this.of(id, now);
    this.endOf(caller, now);
    caller.doing = 'wrapping';
    caller.since = now;
  }

  available(id: Key, now: number): void {
    const caller = this.of(id, now);
    if (caller.doing === 'talking') {
      this.endOf(caller, now);
      this.wrap.ends(0);
    } else this.endOf(caller, now);
    caller.doing = 'idle';
    caller.since = now;
    caller.leaving = false;
  }

  leaving(id: Key): void {
    const caller = this.byId.get(id);
    if (caller === undefined) return;
    this.asking.delete(id);
    caller.leaving = true;
  }

  left(id: Key, now: number): void {
    const caller = this.byId.get(id);
    if (caller === undefined) return;
    this.endOf(caller, now);
    this.asking.delete(id);
    this.byId.delete(id);
  }

  requests(id: Key): void {
    if (this.byId.has(id)) this.asking.add(id);
  }

  /** A call was dialed: the oldest request, if there is one, is fulfilled. */
  fulfilled(): void {
    for (const id of this.asking) {
      this.asking.delete(id);
      return;
    }
  }

  now(now: number): CallersNow {
    this.talk.refresh(() => this.ages('talking', now));
    this.wrap.refresh(() => this.ages('wrapping', now));
    const talkingMs: number[] = [];
    const wrappingMs: number[] = [];
    let idle = 0;
    let leaving = 0;
    for (const caller of this.byId.values()) {
      if (caller.leaving) {
        if (caller.doing !== 'idle') leaving += 1;
      } else if (caller.doing === 'idle') idle += 1;
      else (caller.doing === 'talking' ? talkingMs : wrappingMs).push(now - caller.since);
    }
    return { idle, talkingMs, wrappingMs, leaving, requested: this.asking.size };
  }

  private of(id: Key, now: number): Caller {
    let caller = this.byId.get(id);
    if (caller === undefined) {
      caller = { doing: 'idle', since: now, leaving: false };
      this.byId.set(id, caller);
    }
    return caller;
  }

  private endOf(caller: Caller, now: number): void {
    if (caller.doing === 'talking') this.talk.ends(now - caller.since);
    else if (caller.doing === 'wrapping') this.wrap.ends(now - caller.since);
  }

  private ages(doing: Doing, now: number): number[] {
    const ages: number[] = [];
    for (const caller of this.byId.values()) if (caller.doing === doing) ages.push(now - caller.since);
    return ages;
  }
}

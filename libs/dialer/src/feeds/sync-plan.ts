import type { Sync } from '@ringside/engine';

/** The first sync after a start waits this long: the phone system may start with us. Milliseconds. */
const SOON_MS = 1000;
/** Calls whose end is overdue ask for a sync at most this often. */
const DEADLINE_EVERY_MS = 60_000;
/** A sync that could not be written down is begun again after this long. */
const AGAIN_MS = 10_000;

/** When the next sync of one connection is due: by schedule, when it was asked for, or when the end of a call is overdue. */
export class SyncPlan {
  private scheduled: number | null = null;
  /** Asked for since: records fetched from then on are wanted, not those of a sync that began before. */
  private wanted: { readonly trigger: Sync['trigger']; readonly since: number } | null = null;
  /** When overdue ends were the reason last. */
  private lastForEnds = -Infinity;
  /** The last one could not be begun: none is due before then. */
  private notBefore = -Infinity;

  /** @param everyMs Time from one sync to the next, milliseconds; null: none starts by schedule. */
  constructor(private readonly everyMs: number | null) {}

  /** When the schedule asks for the next one, epoch milliseconds. */
  get scheduledAt(): number | null {
    return this.scheduled;
  }

  /** The schedule counts from `since`; -Infinity: there was none yet. */
  countFrom(since: number, now: number): void {
    this.scheduled = this.everyMs === null ? null : Math.max(since + this.everyMs, now + SOON_MS);
  }

  /** A sync that fetches from `now` on. */
  want(trigger: Sync['trigger'], now: number): void {
    this.wanted = { trigger, since: now };
  }

  /** Calls are overdue whose end a record may know. What is wanted already will tell of them. */
  wantEnds(now: number): void {
    if (!this.wanted) this.want('deadline', now);
  }

  /** What asks for a sync now; null: nothing does. */
  due(now: number): Sync['trigger'] | null {
    if (now < this.notBefore) return null;
    const { wanted, scheduled } = this;
    if (wanted && (wanted.trigger !== 'deadline' || now - this.lastForEnds >= DEADLINE_EVERY_MS))
      return wanted.trigger;
    return scheduled !== null && scheduled <= now ? 'schedule' : null;
  }

  /** What was due is begun. */
  begun(trigger: Sync['trigger'], now: number): void {
    if (trigger === 'deadline') this.lastForEnds = now;
  }

  /** It could not be begun. */
  putOff(now: number): void {
    this.notBefore = now + AGAIN_MS;
  }

  /** Records are fetched from now on: whatever was wanted before has what it wants. */
  fetching(now: number): void {
    if (this.wanted && this.wanted.since <= now) this.wanted = null;
  }
}

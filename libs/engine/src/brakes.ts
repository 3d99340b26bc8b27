import type { Brakes } from './ports.js';

/** An account's brakes; null = none. */
export interface AccountLimits {
  readonly maxLines: number | null;
  readonly callsPerSecond: number | null;
  readonly callsPerDay: number | null;
}
/** What the phone system takes; null = it says nothing of a limit. */
export interface ProviderLimits {
  readonly providerCallsPerSecond: number | null;
  readonly providerMaxConcurrent: number | null;
}
/** Calls made since the account's midnight, and when its next one comes. */
export interface CallDay {
  readonly calls: number;
  readonly endsAt: number;
}

/** Brakes whose limits can change while they are in use. */
export interface AdjustableBrakes extends Brakes {
  setAccountLimits(limits: AccountLimits): void;
  setProviderLimits(limits: ProviderLimits): void;
  /** The day as the store has it. When none is given at its end, a next one begins by itself, 24 h long. */
  setDay(day: CallDay): void;
}

const DAY_MS = 86_400_000;

/** Brakes over all campaigns of an account; `linesInUse` counts their calls in flight. */
export function createBrakes(
  account: AccountLimits,
  provider: ProviderLimits,
  linesInUse: () => number,
  day: CallDay,
): AdjustableBrakes {
  return new SharedBrakes(account, provider, linesInUse, day);
}

/**
 * An account's brakes for the campaigns of one phone system: as long as `down` says why that cannot be dialed through, nothing is
 * asked of it, retries included.
 */
export function brakesOf(account: Brakes, down: () => string | null): Brakes {
  return {
    ask(now, retry) {
      const detail = down();
      if (detail !== null) return { code: 'phone_system_down', until: null, detail };
      return account.ask(now, retry);
    },
    took: (now, retry) => account.took(now, retry),
  };
}

class SharedBrakes implements AdjustableBrakes {
  private readonly accountRate = new RateLimit();
  private readonly providerRate = new RateLimit();
  private dayCalls = 0;
  private dayEndsAt = 0;

  constructor(
    private account: AccountLimits,
    private provider: ProviderLimits,
    private readonly linesInUse: () => number,
    day: CallDay,
  ) {
    this.setAccountLimits(account);
    this.setProviderLimits(provider);
    this.setDay(day);
  }

  setAccountLimits(limits: AccountLimits): void {
    this.account = limits;
    this.accountRate.limit(limits.callsPerSecond);
  }

  setProviderLimits(limits: ProviderLimits): void {
    this.provider = limits;
    this.providerRate.limit(limits.providerCallsPerSecond);
  }

  setDay({ calls, endsAt }: CallDay): void {
    this.dayCalls = calls;
    this.dayEndsAt = endsAt;
  }

  ask(now: number, retry: boolean): ReturnType<Brakes['ask']> {
    // A retry has its line, and its call was counted when it was made.
    if (!retry) {
      const held = this.lines() ?? this.day(now);
      if (held !== null) return held;
    }
    const account = this.accountRate.freeAt(now);
    if (account !== null) return { code: 'account_calls_per_second', until: account };
    const provider = this.providerRate.freeAt(now);
    if (provider !== null) return { code: 'provider_calls_per_second', until: provider };
    return null;
  }

  took(now: number, retry: boolean): void {
    this.accountRate.took(now);
    this.providerRate.took(now);
    if (!retry) this.dayCalls += 1;
  }

  private lines(): ReturnType<Brakes['ask']> {
    const { maxLines } = this.account;
    const { providerMaxConcurrent: concurrent } = this.provider;
    if (maxLines === null && concurrent === null) return null;
    const used = this.linesInUse();
    if (maxLines !== null && used >= maxLines) return { code: 'account_max_lines', until: null };
    if (concurrent !== null && used >= concurrent)
      return {
        code: 'account_max_lines',
        until: null,
        detail: `the phone system takes ${concurrent} calls at once`,
      };
    return null;
  }

  private day(now: number): ReturnType<Brakes['ask']> {
    if (now >= this.dayEndsAt) {
      this.dayCalls = 0;
      this.dayEndsAt += DAY_MS * (Math.floor((now - this.dayEndsAt) / DAY_MS) + 1);
    }
    const { callsPerDay } = this.account;
    if (callsPerDay === null || this.dayCalls < callsPerDay) return null;
    return { code: 'account_calls_per_day', until: this.dayEndsAt };
  }
}

/** Never more than N requests in any window of a second; for less than one a second, one in 1/N seconds. */
class RateLimit {
  private max: number | null = null;
  private windowMs = 1000;
  /** Times of the last `max` requests, oldest first. */
  private times: number[] = [];

  limit(perSecond: number | null): void {
    this.max = perSecond === null ? null : Math.max(1, Math.floor(perSecond));
    this.windowMs = perSecond !== null && perSecond < 1 ? 1000 / Math.max(perSecond, 1e-6) : 1000;
    if (this.max === null) this.times = [];
    else if (this.times.length > this.max) this.times = this.times.slice(-this.max);
  }

  /** Null: a request may be sent now; otherwise the time from which it may. */
  freeAt(now: number): number | null {
    const newest = this.times.at(-1);
    const oldest = this.times[0];
    if (this.max === null || newest === undefined || oldest === undefined) return null;
    // A clock that was set back must not hold the account for longer than one window.
    if (newest > now) this.times = this.times.map((time) => Math.min(time, now));
    if (this.times.length < this.max) return null;
    const free = Math.min(oldest, now) + this.windowMs;
    return free <= now ? null : free;
  }

  took(now: number): void {
    if (this.max === null) return;
    this.times.push(now);
    if (this.times.length > this.max) this.times.shift();
  }
}

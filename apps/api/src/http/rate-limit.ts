import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.js';

/** Seconds of a window. */
const WINDOW = 60;

/** What is left of a window. */
export interface Quota {
  readonly left: number;
  /** Seconds until the next window. */
  readonly seconds: number;
  readonly exceeded: boolean;
}

/**
 * Counts requests in windows of a minute, each beginning with the first request of it. Bounded in memory: what was not
 * heard of for longest is forgotten first.
 */
export class RateLimit {
  private readonly windows = new Map<string, { used: number; readonly until: number }>();

  constructor(
    readonly perMinute: number,
    private readonly now: () => number,
    private readonly maxWindows = 10_000,
  ) {}

  /** Counts one request of `who`. */
  take(who: string): Quota {
    const now = this.now();
    let window = this.windows.get(who);
    if (window === undefined || window.until <= now) window = { used: 0, until: now + WINDOW * 1000 };
    // Set again, so that the map stays in the order of the last request.
    this.windows.delete(who);
    if (this.windows.size >= this.maxWindows) {
      const oldest = this.windows.keys().next();
      if (oldest.done !== true) this.windows.delete(oldest.value);
    }
    this.windows.set(who, window);
    const exceeded = window.used >= this.perMinute;
    if (!exceeded) window.used++;
    return {
      left: this.perMinute - window.used,
      seconds: Math.max(1, Math.ceil((window.until - now) / 1000)),
      exceeded,
    };
  }
}

/**
 * Most requests a minute of one key or one session, told with every answer (draft-ietf-httpapi-ratelimit-headers-10). Comes
 * after the guard that knows who asks; public routes and sockets are not counted.
 */
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limit: RateLimit,
    /** Null: nobody in particular. */
    private readonly whoOf: (request: FastifyRequest) => string | null,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const who = this.whoOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (who === null) return true;
    const { left, seconds, exceeded } = this.limit.take(who);
    void context
      .switchToHttp()
      .getResponse<FastifyReply>()
      .headers({
        'ratelimit-policy': `"default";q=${this.limit.perMinute};w=${WINDOW}`,
        ratelimit: `"default";r=${left};t=${seconds}`,
      });
    if (!exceeded) return true;
    throw new ProblemError(
      'too_many_requests',
      `At most ${this.limit.perMinute} requests a minute; go on in ${seconds} s.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }
}

import type { DialerLog } from '../dialer.options.js';

const EVERY_MS = 60_000;

/** Warns of webhooks that are not applied: the first time, and then at most once a minute, with their number. */
export class RareWarning {
  private readonly since = new Map<string, { count: number; saidAt: number }>();

  constructor(
    private readonly connectionId: string,
    private readonly log: DialerLog,
  ) {}

  say(message: string, now: number): void {
    const standing = this.since.get(message) ?? { count: 0, saidAt: -Infinity };
    this.since.set(message, standing);
    standing.count += 1;
    if (now - standing.saidAt < EVERY_MS) return;
    this.log.warn({ connection: this.connectionId, count: standing.count }, message);
    standing.count = 0;
    standing.saidAt = now;
  }
}

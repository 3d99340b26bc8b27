import type { Errand, OutgoingStore } from '@ringside/engine';
import type { DialerLog } from '../dialer.options.js';
import { persist } from '../persist.js';
import { deliver, type MessageSender } from './deliver.js';
import type { MessageSchedule } from './schedule.js';

/** Errands of one host beyond which no more are taken; a server that does not answer holds no others up. */
const PER_HOST = 8;
const BATCH = 8;
/** All errands at once. */
const MOST = 256;
/** If nothing wakes it: whatever went wrong with a clock or a database comes right again. */
const IDLE_MS = 30_000;

export interface CourierParts {
  readonly store: OutgoingStore;
  readonly sender: MessageSender;
  readonly schedule: MessageSchedule;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: DialerLog;
}

/**
 * Delivers the messages, those of one call in order: the next is sent when the one before is delivered or dead. At least once:
 * a try that the end of the process cut off is made again, with the same id.
 */
export class Courier {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly hosts = new Map<string, number>();
  /** Calls that are being served; true: something came meanwhile. */
  private readonly serving = new Map<string, boolean>();
  private taking: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | null = null;
  /** When the timer rings, `performance.now()`. */
  private ringsAt = Infinity;

  constructor(private readonly parts: CourierParts) {}

  open(): void {
    this.parts.store.onErrands(() => this.wake());
    void this.persist(() => this.parts.store.renew()).then(() => this.wake());
  }

  async close(): Promise<void> {
    this.stopping.abort();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.taking;
    await Promise.all(this.running);
  }

  private wake(): void {
    if (this.stopping.signal.aborted) return;
    this.again = true;
    this.taking ??= this.takeAll().finally(() => (this.taking = null));
  }

  private async takeAll(): Promise<void> {
    const { store } = this.parts;
    while (this.again && !this.stopping.signal.aborted) {
      this.again = false;
      this.ringsAt = Infinity;
      let taken: readonly Errand[] | null = null;
      while (this.running.size < MOST) {
        const full = [...this.hosts].filter(([, count]) => count >= PER_HOST).map(([host]) => host);
        taken = await this.persist(() => store.take(BATCH, full));
        if (taken === null) return;
        for (const errand of taken) this.run(errand);
        if (taken.length < BATCH) break;
      }
      const dueInMs = (await this.persist(() => store.nextDueInMs())) ?? IDLE_MS;
      this.plan(Math.min(dueInMs, IDLE_MS));
    }
  }

  /** Wakes in so many milliseconds, unless it wakes before. */
  private plan(ms: number): void {
    const at = performance.now() + ms;
    if (this.stopping.signal.aborted || at >= this.ringsAt) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.ringsAt = at;
    // A timer may ring a little before its time.
    this.timer = setTimeout(() => this.wake(), ms + 2);
    this.timer.unref();
  }

  private run(errand: Errand): void {
    const { host } = errand;
    this.hosts.set(host, (this.hosts.get(host) ?? 0) + 1);
    const done = this.serve(errand)
      .catch((error: Error) =>
        this.parts.log.error({ call: errand.callId, error: error.message }, 'telling of a call failed'),
      )
      .finally(() => {
        this.running.delete(done);
        const left = (this.hosts.get(host) ?? 1) - 1;
        if (left === 0) this.hosts.delete(host);
        else this.hosts.set(host, left);
        // Others of this host may have been passed over.
        if (left === PER_HOST - 1 || this.running.size === MOST - 1) this.wake();
      });
    this.running.add(done);
  }

  private async serve({ id, callId }: Errand): Promise<void> {
    if (this.serving.has(callId)) this.serving.set(callId, true);
    else {
      try {
        do {
          this.serving.set(callId, false);
          await this.sendDue(callId);
        } while (this.serving.get(callId) === true && !this.stopping.signal.aborted);
      } finally {
        this.serving.delete(callId);
      }
    }
    if (!this.stopping.signal.aborted) await this.persist(() => this.parts.store.done(id));
  }

  /** Sends what of this call is due, until one has to wait: it has an errand of its own. */
  private async sendDue(callId: string): Promise<void> {
    const { store } = this.parts;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const message = await this.persist(() => store.head(callId));
      if (message === null) return;
      const secrets = await this.persist(() => store.secrets(message.accountId));
      if (secrets === null) return;
      const result = await deliver(message, secrets, { ...this.parts, signal });
      if (result === null) return;
      await this.persist(() => store.settle(message, result));
      if (result.error !== null && result.retryInMs !== null) return this.plan(result.retryInMs);
    }
  }

  private persist<T>(act: () => Promise<T>): Promise<T | null> {
    return persist(act, { signal: this.stopping.signal, log: this.parts.log });
  }
}

import type { CallReport, CallSignal, PlacedCall, Provider, StreamEvent } from '../provider.js';
import { soon } from './ask.js';

/** A stream that is read in the background. */
export class Following {
  readonly events: StreamEvent[] = [];
  /** Settles when it told that it is open; rejects when it ended before. */
  readonly opened: Promise<void>;
  /** How it ended: undefined when quietly, else what it threw. */
  readonly ended: Promise<unknown>;
  /** Whether it has ended. */
  over = false;
  private readonly control = new AbortController();
  private waiting: (() => void)[] = [];

  constructor(provider: Provider) {
    let opened = (): void => undefined;
    const open = new Promise<void>((resolve) => (opened = resolve));
    this.ended = this.read(provider, opened).then(
      () => undefined,
      (error: unknown) => error ?? new Error('threw nothing'),
    );
    const closed = this.ended.then((error) => {
      this.over = true;
      throw error ?? new Error('the stream ended before it was open');
    });
    this.opened = Promise.race([open, closed]);
    // Whoever waits for it is told; nobody else is.
    this.opened.catch(() => undefined);
  }

  get reports(): CallReport[] {
    return this.events.flatMap((event) => (event.kind === 'report' ? [event.report] : []));
  }

  /** What it told of a call, in order. */
  of({ callId }: PlacedCall): CallSignal[] {
    return this.reports.filter((report) => report.callId === callId).map(({ signal }) => signal);
  }

  /** Comes back within the turn in which an event made it true. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!holds()) return;
        this.waiting = this.waiting.filter((other) => other !== check);
        resolve();
      };
      this.waiting.push(check);
      check();
    });
  }

  /** Aborts it, and waits for its end: what it threw, undefined when nothing. */
  stop(): Promise<unknown> {
    this.control.abort();
    return soon('the end of a stream that was aborted', this.ended);
  }

  private async read(provider: Provider, opened: () => void): Promise<void> {
    const stream = provider.stream?.(this.control.signal);
    if (stream === undefined) throw new Error('the provider has no stream');
    for await (const event of stream) {
      this.events.push(event);
      if (event.kind === 'open') opened();
      for (const check of this.waiting) check();
    }
  }
}

/** Opens a stream, and comes back when it is open. */
export async function follow(provider: Provider): Promise<Following> {
  const following = new Following(provider);
  await soon('a stream is open', following.opened);
  return following;
}

import { FencedError, StoreUnavailableError } from '@ringside/engine';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { DialerError } from './dialer.error.js';

/** Work that somebody waits for is given up after this long while the database is away. */
const PATIENCE_MS = 10_000;
/** More waiting work than this is refused while the database is away. */
const MAX_WAITING = 10_000;
const RETRY_MS = { first: 50, most: 1000 };
/**
 * What nobody waits for and nothing follows from (a reply that frees no line) is committed together with what comes next, or
 * after this long: a status that comes meanwhile does not wait for a commit that was in nobody's way.
 */
const LINGER_MS = 5;

/** Decides something: runs with the wall clock and puts what it changed into the batch. */
export type Work<T, B> = (now: number, batch: B) => T;

/** What one transaction gathers: `B` in memory, `Rows` as the store takes it. */
export interface BatchKind<B, Rows> {
  empty(): B;
  /** Whether committing it would write anything. */
  isEmpty(batch: B): boolean;
  /** Whether something is to be done once it is durable; that does not wait for more work. */
  isUrgent(batch: B): boolean;
  rows(batch: B): Rows;
}

interface Waiting<B> {
  readonly awaited: boolean;
  run(now: number, batch: B): void;
  settle(error?: Error): void;
}

export interface WriterDeps<B, Rows> {
  readonly kind: BatchKind<B, Rows>;
  /** As `DialerStore.commit`. */
  readonly commit: (number: number, rows: Rows) => Promise<void>;
  readonly now: () => number;
  /** Called with each batch once it is durable: does what was decided. */
  readonly act?: (batch: B) => void;
  /** Called after that: tells what was decided. */
  readonly tell: (batch: B) => void;
  readonly fatal: (error: Error) => void;
}

/**
 * The one writer of its rows: decisions are taken one after another in memory, and everything that was decided while
 * the last commit was on its way goes into the next one. Nobody hears of a decision before it is durable.
 */
export class Writer<B, Rows> {
  private waiting: Waiting<B>[] = [];
  private readonly afterCommit: (() => void)[] = [];
  private running: Promise<void> | null = null;
  /** Ends the lingering of the open batch. */
  private hurry: (() => void) | null = null;
  /** Memory is ahead of what is durable. */
  private ahead = false;
  private batches = 0;
  private closed = false;
  /** When the commit on its way was first tried, or null: how long the database has been away. */
  private commitSince: number | null = null;

  constructor(private readonly deps: WriterDeps<B, Rows>) {}

  /** Runs `work` in order and answers its result once everything it changed is durable. */
  submit<T>(work: Work<T, B>): Promise<T> {
    if (this.closed) return Promise.reject(shuttingDown());
    if (this.stalled && this.waiting.length >= MAX_WAITING) return Promise.reject(unavailable());
    return new Promise<T>((resolve, reject) => {
      let result: T;
      const patience = setTimeout(() => reject(unavailable()), PATIENCE_MS);
      this.enqueue({
        awaited: true,
        run: (now, batch) => {
          result = work(now, batch);
        },
        settle: (error) => {
          clearTimeout(patience);
          if (error) reject(error);
          else resolve(result);
        },
      });
    });
  }

  /** Runs `work` in order, for nobody who waits; it is never given up. Resolves false when the writer closed first. */
  give(work: Work<void, B>): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.enqueue({ awaited: false, run: work, settle: (error) => resolve(error === undefined) });
    });
  }

  /** Runs `read` at a moment when what is in memory is exactly what is durable. */
  settled<T>(read: () => T): Promise<T> {
    if (!this.ahead) return Promise.resolve(read());
    return new Promise((resolve, reject) => {
      this.afterCommit.push(() => {
        try {
          resolve(read());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  /** Whether a commit has been waiting for the database for more than a second. */
  get stalled(): boolean {
    return this.commitSince !== null && this.deps.now() - this.commitSince > 1000;
  }

  /** Finishes what was submitted; nothing is taken afterwards. */
  async close(): Promise<void> {
    this.closed = true;
    this.hurry?.();
    await this.running;
  }

  private enqueue(item: Waiting<B>): void {
    this.waiting.push(item);
    this.hurry?.();
    this.running ??= this.drain();
  }

  private async drain(): Promise<void> {
    // One turn of the event loop: what arrives together is decided together.
    await Promise.resolve();
    const { kind, act, tell } = this.deps;
    while (this.waiting.length > 0) {
      const batch = kind.empty();
      const taken: Waiting<B>[] = [];
      const refused = new Map<Waiting<B>, Error>();
      try {
        do this.decide(batch, taken, refused);
        while (!this.isUrgent(batch, taken) && (await this.moreWork()));
        if (!kind.isEmpty(batch)) await this.commit(batch);
      } catch (error) {
        return this.fail(error as Error, taken);
      }
      act?.(batch);
      // The freed line first: its request leaves at the end of this turn of the event loop, and nobody else is in such a hurry.
      if (kind.isUrgent(batch)) await turn();
      this.ahead = false;
      tell(batch);
      for (const item of taken) item.settle(refused.get(item));
      for (const read of this.afterCommit.splice(0)) read();
    }
    this.running = null;
  }

  /** Takes everything that waits. A refusal is an answer; any other error leaves memory in doubt. */
  private decide(batch: B, taken: Waiting<B>[], refused: Map<Waiting<B>, Error>): void {
    const now = this.deps.now();
    this.ahead = true;
    for (const item of this.waiting.splice(0)) {
      taken.push(item);
      try {
        item.run(now, batch);
      } catch (error) {
        if (!(error instanceof DialerError)) throw error;
        refused.set(item, error);
      }
    }
  }

  /** Whether more work comes before the open batch has lingered long enough. */
  private moreWork(): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.hurry?.(), LINGER_MS);
      this.hurry = () => {
        clearTimeout(timer);
        this.hurry = null;
        resolve(this.waiting.length > 0);
      };
    });
  }

  /** Somebody waits for it, or something is to be done once it is durable. */
  private isUrgent(batch: B, taken: readonly Waiting<B>[]): boolean {
    const { kind } = this.deps;
    return kind.isEmpty(batch) || kind.isUrgent(batch) || taken.some(({ awaited }) => awaited);
  }

  private async commit(batch: B): Promise<void> {
    const number = ++this.batches;
    const rows = this.deps.kind.rows(batch);
    this.commitSince = this.deps.now();
    for (let delay = RETRY_MS.first; ; delay = Math.min(delay * 2, RETRY_MS.most)) {
      try {
        await this.deps.commit(number, rows);
        this.commitSince = null;
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await wait(delay);
      }
    }
  }

  private fail(error: Error, taken: readonly Waiting<B>[]): void {
    this.closed = true;
    const shown =
      error instanceof FencedError
        ? error
        : new Error(`the dialer stopped: ${error.message}`, { cause: error });
    for (const item of [...taken, ...this.waiting.splice(0)]) item.settle(unavailable());
    this.deps.fatal(shown);
  }
}

function unavailable(): DialerError {
  return new DialerError('store_unavailable', 'The database does not answer; nothing was lost, try again.');
}

function shuttingDown(): DialerError {
  return new DialerError('not_ready', 'Ringside is shutting down.');
}

import { FencedError, StoreUnavailableError, type DialerStore } from '@ringside/engine';
import { setTimeout as wait } from 'node:timers/promises';
import { emptyBatch, isEmpty, toCommit, type Batch } from './batch.js';
import { DialerError } from './dialer.error.js';

/** Work that callers wait for at most this long while the database is away. */
const PATIENCE_MS = 10_000;
/** More waiting work than this is refused while the database is away. */
const MAX_WAITING = 10_000;
const RETRY_MS = { first: 50, most: 1000 };

/** Decides something: runs with the wall clock and puts what it changed into the batch. */
export type Work<T> = (now: number, batch: Batch) => T;

interface Waiting {
  run(now: number, batch: Batch): void;
  settle(error?: Error): void;
}

export interface WriterDeps {
  readonly store: Pick<DialerStore, 'commit'>;
  readonly now: () => number;
  /** Called with each batch once it is durable, before those who wait for it are told. */
  readonly committed: (batch: Batch) => void;
  readonly fatal: (error: Error) => void;
}

/**
 * The one writer: decisions are taken one after another in memory, and everything that was decided while
 * the last commit was on its way goes into the next one. No timer: a batch is what arrived
 * during the last commit. Nobody hears of a decision before it is durable.
 */
export class Writer {
  private waiting: Waiting[] = [];
  private readonly afterCommit: (() => void)[] = [];
  private running: Promise<void> | null = null;
  private committing = false;
  private batches = 0;
  private closed = false;
  /** When the commit on its way was first tried, or null: how long the database has been away. */
  private commitSince: number | null = null;

  constructor(private readonly deps: WriterDeps) {}

  /** Runs `work` in order and answers its result once everything it changed is durable. */
  submit<T>(work: Work<T>, options: { patient?: boolean } = {}): Promise<T> {
    if (this.closed) return Promise.reject(new DialerError('not_ready', 'Ringside is shutting down.'));
    if (!options.patient && this.stalled && this.waiting.length >= MAX_WAITING)
      return Promise.reject(unavailable());
    return new Promise<T>((resolve, reject) => {
      let result: T;
      const impatient = options.patient ? null : setTimeout(() => reject(unavailable()), PATIENCE_MS);
      this.waiting.push({
        run: (now, batch) => {
          result = work(now, batch);
        },
        settle: (error) => {
          if (impatient) clearTimeout(impatient);
          if (error) reject(error);
          else resolve(result);
        },
      });
      this.running ??= this.drain();
    });
  }

  /** Runs `read` at a moment when what is in memory is exactly what is durable. */
  settled<T>(read: () => T): Promise<T> {
    if (!this.committing) return Promise.resolve(read());
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
    await this.running;
  }

  private async drain(): Promise<void> {
    // One turn of the event loop: what arrives together is decided together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const taken = this.waiting;
      this.waiting = [];
      const batch = emptyBatch();
      const now = this.deps.now();
      const failures = new Map<Waiting, Error>();
      for (const item of taken) {
        try {
          item.run(now, batch);
        } catch (error) {
          // A refusal is an answer; anything else leaves memory in doubt, and the database is the truth.
          failures.set(item, error as Error);
          if (!(error instanceof DialerError)) return this.fail(error as Error, taken);
        }
      }
      if (!isEmpty(batch)) {
        try {
          await this.commit(batch);
        } catch (error) {
          return this.fail(error as Error, taken);
        }
      }
      for (const item of taken) item.settle(failures.get(item));
      this.deps.committed(batch);
      for (const read of this.afterCommit.splice(0)) read();
    }
    this.running = null;
  }

  private async commit(batch: Batch): Promise<void> {
    const number = ++this.batches;
    const rows = toCommit(batch);
    this.committing = true;
    this.commitSince = this.deps.now();
    for (let delay = RETRY_MS.first; ; delay = Math.min(delay * 2, RETRY_MS.most)) {
      try {
        await this.deps.store.commit(number, rows);
        this.committing = false;
        this.commitSince = null;
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await wait(delay);
      }
    }
  }

  private fail(error: Error, taken: readonly Waiting[]): void {
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

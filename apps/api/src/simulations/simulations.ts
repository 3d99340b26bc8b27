import type { OnModuleDestroy } from '@nestjs/common';
import type { SimulatedResult, SimulationResource, SimulationState } from '@ringside/contracts';
import type { Logger } from 'pino';
import { ProblemError } from '../http/problem.js';
import { runInWorker, type Running } from './running.js';
import type { SimulationSettings } from './settings.js';
import type { News } from './worker/reckon.js';

/** A simulation as it stands. Times in epoch milliseconds. */
export interface Simulation {
  readonly id: string;
  readonly name: string;
  readonly settings: SimulationSettings;
  readonly state: SimulationState;
  readonly progress: number;
  readonly results: readonly SimulatedResult[];
  readonly limit: SimulationResource['limit'];
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly error: string | null;
}

/** How many there may be, and for how long. Times in milliseconds. */
export interface SimulationBounds {
  /** That wait for their turn, of one account. */
  readonly waiting: number;
  /** That are kept of one account. */
  readonly kept: number;
  readonly runMs: number;
  /** Without a word from the worker. */
  readonly silentMs: number;
}

export const BOUNDS: SimulationBounds = { waiting: 5, kept: 20, runMs: 600_000, silentMs: 60_000 };

type Kept = { -readonly [K in keyof Simulation]: Simulation[K] };
type Run = (settings: SimulationSettings, tell: (news: News) => void) => Running;

/**
 * The simulations of this process, in memory: one runs, the others wait. Accounts have their turns one after another, and of
 * one account what was asked for first is first. The newest few of each account are kept.
 */
export class Simulations implements OnModuleDestroy {
  /** By account, newest first. */
  private readonly byAccount = new Map<string, Kept[]>();
  /** By account, those that wait, first asked for first; accounts in the order of their turns. */
  private readonly queues = new Map<string, Kept[]>();
  private running: { readonly one: Kept; readonly worker: Running } | null = null;
  private closed = false;

  constructor(
    private readonly now: () => number,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly bounds: SimulationBounds = BOUNDS,
    private readonly run: Run = runInWorker,
  ) {}

  /** Throws `too_many_requests` when as many wait as may. An id there is already is answered as it stands. */
  start(accountId: string, id: string, name: string, settings: SimulationSettings): Simulation {
    const there = this.get(accountId, id);
    if (there !== null) return there;
    const waiting = this.queues.get(accountId) ?? [];
    if (waiting.length >= this.bounds.waiting) {
      throw new ProblemError(
        'too_many_requests',
        `${this.bounds.waiting} simulations of yours wait for their turn already; ask again when some are done, or cancel one.`,
        { headers: { 'retry-after': '30' } },
      );
    }
    const one: Kept = {
      id,
      name,
      settings,
      state: 'waiting',
      progress: 0,
      results: [],
      limit: null,
      createdAt: this.now(),
      endedAt: null,
      error: null,
    };
    const all = this.byAccount.get(accountId) ?? [];
    all.unshift(one);
    this.byAccount.set(accountId, all);
    this.forget(all);
    this.queues.set(accountId, [...waiting, one]);
    this.next();
    return one;
  }

  /** Newest first. */
  all(accountId: string): readonly Simulation[] {
    return this.byAccount.get(accountId) ?? [];
  }

  get(accountId: string, id: string): Simulation | null {
    return this.kept(accountId, id);
  }

  /** Ends it where it is; one that is over stays as it is. Null: there is none. */
  cancel(accountId: string, id: string): Simulation | null {
    const one = this.kept(accountId, id);
    if (one !== null) this.end(one, 'canceled');
    return one;
  }

  /** Ends what runs and starts nothing any more. */
  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    for (const one of [...this.queues.values()].flat()) this.end(one, 'canceled');
    const { running } = this;
    if (running === null) return;
    this.end(running.one, 'canceled');
    await running.worker.kill();
  }

  private next(): void {
    if (this.running !== null || this.closed) return;
    const one = this.take();
    if (one === null) return;
    one.state = 'running';
    const guard = this.guard(one);
    const worker = this.run(one.settings, (news) => {
      guard.heard();
      if (one.state === 'running') hear(one, news);
    });
    this.running = { one, worker };
    void worker.done
      .then(
        () => this.end(one, 'completed'),
        (error: unknown) => this.broke(one, error),
      )
      .finally(() => guard.off());
  }

  /** The next one in turn; its account's others wait until the other accounts had theirs. */
  private take(): Kept | null {
    for (const [accountId, [one, ...others]] of this.queues) {
      this.queues.delete(accountId);
      if (others.length > 0) this.queues.set(accountId, others);
      if (one !== undefined) return one;
    }
    return null;
  }

  /** Ends a run that takes too long, or that nothing is heard of. */
  private guard(one: Kept): { heard(): void; off(): void } {
    const { runMs, silentMs } = this.bounds;
    const long = setTimeout(() => {
      const minutes = runMs / 60_000;
      this.end(one, 'failed', `It was not done in ${minutes} minutes: ask for fewer callers, hours or days.`);
    }, runMs);
    const silent = setTimeout(() => {
      const seconds = silentMs / 1000;
      this.end(one, 'failed', `Nothing was heard of it for ${seconds} seconds: ask again, or for less.`);
    }, silentMs);
    return {
      heard: () => void silent.refresh(),
      off: () => {
        clearTimeout(long);
        clearTimeout(silent);
      },
    };
  }

  private broke(one: Kept, error: unknown): void {
    if (one.endedAt !== null) return;
    this.log.warn({ err: error, simulation: one.id }, 'a simulation failed');
    const full = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.end(
      one,
      'failed',
      full
        ? 'It needs more memory than it may take: ask for fewer callers, hours or days.'
        : 'The simulation went wrong; the log of the service says how.',
    );
  }

  private end(one: Kept, state: 'completed' | 'canceled' | 'failed', error: string | null = null): void {
    if (one.endedAt !== null) return;
    Object.assign(one, { state, error, endedAt: this.now() });
    if (state === 'completed') one.progress = 1;
    for (const [accountId, waiting] of this.queues) {
      if (waiting.includes(one))
        this.queues.set(
          accountId,
          waiting.filter((other) => other !== one),
        );
    }
    if (this.running?.one !== one) return;
    // The next one begins when this one has left the core.
    void this.running.worker.kill().finally(() => {
      this.running = null;
      this.next();
    });
  }

  /** Fewer may wait than are kept, so one of too many is over. */
  private forget(all: Kept[]): void {
    while (all.length > this.bounds.kept) {
      const oldest = all.findLastIndex(({ endedAt }) => endedAt !== null);
      if (oldest < 0) return;
      all.splice(oldest, 1);
    }
  }

  private kept(accountId: string, id: string): Kept | null {
    return this.byAccount.get(accountId)?.find((one) => one.id === id) ?? null;
  }
}

function hear(one: Kept, news: News): void {
  switch (news.kind) {
    case 'progress':
      one.progress = news.progress;
      break;
    case 'limit':
      one.limit = news.limit;
      break;
    case 'result':
      one.results = [...one.results, news.result];
      break;
    case 'done':
  }
}

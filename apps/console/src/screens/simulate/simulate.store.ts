import { Injectable, computed, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { SimulationBasis, SimulationResource } from '@ringside/contracts';
import {
  EMPTY,
  catchError,
  exhaustMap,
  from,
  of,
  switchMap,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { createAct } from '../../core/act.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { DOCUMENTS } from '../../core/documents.js';
import { failureOf, type Failure } from '../../core/failure.js';
import { UNTOUCHED, askedFor, filledBy, type Typed } from './asked.js';

/** One that runs is asked how far it is this often, milliseconds. */
const EVERY_MS = 500;
/** Earlier ones that can be looked at again. */
const RECENT = 10;

interface Told {
  readonly simulation: SimulationResource | null;
  readonly failure: Failure | null;
}

/** What is asked for, and what was reckoned. Which one is looked at stands in the address; without one it is the newest. */
@Injectable()
export class SimulateStore {
  readonly #simulations = inject(DOCUMENTS).simulations;
  readonly #connection = inject(ConnectionStore);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #query = toSignal(this.#route.queryParamMap, { requireSync: true });

  readonly typed = signal<Typed>(UNTOUCHED);
  readonly asked = computed(() => askedFor(this.typed()));
  readonly #basis = signal<SimulationBasis | null>(null);
  /** What past calls say; null until somebody asks. */
  readonly basis = this.#basis.asReadonly();

  readonly #recent = signal<readonly SimulationResource[]>([]);
  /** Newest first. */
  readonly recent = this.#recent.asReadonly();
  readonly #told = signal<Told>({ simulation: null, failure: null });
  readonly simulation = computed(() => this.#told().simulation);
  readonly failure = computed(() => this.#told().failure);
  readonly runs = computed(() => {
    const simulation = this.simulation();
    return simulation !== null && !isOver(simulation);
  });

  readonly filling = createAct();
  readonly starting = createAct();
  readonly canceling = createAct();
  /** What of it cannot be reckoned; null: that was not it. */
  readonly refused = computed(() => {
    const failure = this.starting.failure();
    return failure?.code === 'invalid_request' && failure.errors.length > 0 ? failure.errors : null;
  });

  readonly #wanted = computed(() => this.#query().get('simulation'));
  readonly #asked = computed(() => ({ id: this.#wanted(), live: this.#connection.live() }), {
    equal: (a, b) => a.id === b.id && a.live === b.live,
  });

  constructor() {
    toObservable(this.#asked)
      .pipe(
        switchMap(({ id, live }) => {
          if (!live) return EMPTY;
          return id === null ? this.#newest() : this.#followed(id);
        }),
        takeUntilDestroyed(),
      )
      .subscribe((told) => this.#told.set(told));
  }

  set(changes: Partial<Typed>): void {
    this.starting.clear();
    this.typed.update((typed) => ({ ...typed, ...changes }));
  }

  /** Fills the fields from what past calls say, of all campaigns or of one. */
  fill(campaignId?: string): Promise<boolean> {
    return this.filling.run(async () => {
      const basis = await this.#simulations.basis(campaignId);
      this.#basis.set(basis);
      this.set(filledBy(basis));
    });
  }

  run(): Promise<boolean> {
    const asked = this.asked();
    return this.starting.run(async () => {
      if (asked === null) return;
      const simulation = await this.#simulations.start(asked);
      this.#told.set({ simulation, failure: null });
      this.show(simulation.id);
    });
  }

  cancel(): Promise<boolean> {
    const id = this.simulation()?.id;
    return this.canceling.run(async () => {
      if (id === undefined) return;
      const simulation = await this.#simulations.cancel(id);
      this.#told.set({ simulation, failure: null });
    });
  }

  show(id: string): void {
    void this.#router.navigate([], { relativeTo: this.#route, queryParams: { simulation: id } });
  }

  /** One, until it is over. */
  #followed(id: string): Observable<Told> {
    this.#readRecent().catch(() => undefined);
    return timer(0, EVERY_MS).pipe(
      exhaustMap(() => this.#look(id)),
      takeWhile((told) => told.failure?.code !== 'not_found' && !isOver(told.simulation), true),
      tap(({ simulation }) => {
        if (isOver(simulation)) this.#readRecent().catch(() => undefined);
      }),
    );
  }

  async #look(id: string): Promise<Told> {
    try {
      return { simulation: await this.#simulations.get(id), failure: null };
    } catch (error) {
      // What was read stays while it is asked for again.
      const simulation = untracked(this.simulation);
      return { simulation: simulation?.id === id ? simulation : null, failure: failureOf(error) };
    }
  }

  #newest(): Observable<Told> {
    return from(this.#readRecent()).pipe(
      switchMap((): Observable<Told> => {
        const [newest] = this.#recent();
        return newest === undefined ? of({ simulation: null, failure: null }) : this.#followed(newest.id);
      }),
      catchError((error: unknown) => of<Told>({ simulation: null, failure: failureOf(error) })),
    );
  }

  async #readRecent(): Promise<void> {
    const { items } = await this.#simulations.all({ limit: RECENT }).first();
    this.#recent.set(items);
  }
}

function isOver(simulation: SimulationResource | null): boolean {
  return simulation !== null && simulation.ended_at !== null;
}

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
import { UNTOUCHED, askedFor, filledBy, isOf, typedOf, type Typed } from './asked.js';

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
  readonly #moved = signal(false);
  /** Whether past calls say something that cannot be asked for, and what is nearest was taken. */
  readonly moved = this.#moved.asReadonly();

  readonly #recent = signal<readonly SimulationResource[]>([]);
  /** Newest first. */
  readonly recent = this.#recent.asReadonly();
  /** Those that came to something. */
  readonly figured = computed(() => this.#recent().filter(({ results }) => results.length > 0));
  readonly #told = signal<Told>({ simulation: null, failure: null });
  readonly simulation = computed(() => this.#told().simulation);
  readonly failure = computed(() => this.#told().failure);
  readonly runs = computed(() => {
    const simulation = this.simulation();
    return simulation !== null && !isOver(simulation);
  });

  /** Whether the fields say something else than what was reckoned. */
  readonly differs = computed(() => {
    const simulation = this.simulation();
    return simulation !== null && !isOf(this.typed(), simulation.settings);
  });
  /** Whether the one that the address names is gone: they are kept until the service is started again, the newest few. */
  readonly gone = computed(() => this.failure()?.code === 'not_found');

  readonly filling = createAct();
  readonly starting = createAct();
  readonly canceling = createAct();
  /** What of it cannot be reckoned; null: that was not it. */
  readonly refused = computed(() => {
    const failure = this.starting.failure();
    return failure?.code === 'invalid_request' && failure.errors.length > 0 ? failure.errors : null;
  });

  /** Why no more may wait, in the words of the service; null: that was not it. */
  readonly crowded = computed(() => {
    const failure = this.starting.failure();
    return failure?.code === 'too_many_requests' ? failure.message : null;
  });

  readonly #wanted = computed(() => this.#query().get('simulation'));
  readonly #asked = computed(() => ({ id: this.#wanted(), live: this.#connection.live() }), {
    equal: (a, b) => a.id === b.id && a.live === b.live,
  });

  /** Followed without an address. */
  #newestThen: string | null = null;

  constructor() {
    toObservable(this.#asked)
      .pipe(
        switchMap(({ id, live }) => {
          if (!live) return EMPTY;
          if (id !== null) this.#newestThen = null;
          // What was the newest stays in view when the service was away for a while.
          const at = id ?? this.#newestThen;
          return at === null ? this.#newest() : this.#followed(at);
        }),
        takeUntilDestroyed(),
      )
      .subscribe((told) => {
        this.#told.set(told);
        // Who comes back goes on where they were.
        if (told.simulation !== null && this.typed() === UNTOUCHED) this.use(told.simulation);
      });
  }

  set(changes: Partial<Typed>): void {
    this.starting.clear();
    this.typed.update((typed) => ({ ...typed, ...changes }));
  }

  /** Sets the fields as they were for a simulation. */
  use({ settings }: SimulationResource): void {
    this.set(typedOf(settings));
  }

  /** Fills the fields from what past calls say, of all campaigns or of one. */
  fill(campaignId?: string): Promise<boolean> {
    return this.filling.run(async () => {
      const basis = await this.#simulations.basis(campaignId);
      this.#basis.set(basis);
      const { fields, moved } = filledBy(basis);
      this.#moved.set(moved);
      this.set(fields);
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
      // What was read stays while it is asked for again; one that ran and is gone will never be done.
      const simulation = untracked(this.simulation);
      const failure = failureOf(error);
      const stays = simulation?.id === id && (isOver(simulation) || failure.code !== 'not_found');
      return { simulation: stays ? simulation : null, failure };
    }
  }

  #newest(): Observable<Told> {
    return from(this.#readRecent()).pipe(
      switchMap((): Observable<Told> => {
        const [newest] = this.#recent();
        if (newest === undefined) return of({ simulation: null, failure: null });
        this.#newestThen = newest.id;
        return this.#followed(newest.id);
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

import { Injectable, computed, inject, linkedSignal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { CallsView, CallsWindow } from '@ringside/client';
import type { CallFilter, CallView } from '@ringside/contracts';
import { Observable, debounceTime, startWith, switchMap, type Subscriber } from 'rxjs';
import { failureOf, type Failure } from '../../core/failure.js';
import { RINGSIDE } from '../../core/ringside.js';
import { FILTER_NAMES, MIN_DIGITS, filterOf, type FilterName } from './calls-filter.js';

/** Pause in typing after which a number is looked for, milliseconds. */
const TYPING_MS = 250;
const NOTHING: CallsView = {
  total: 0,
  rows: new Map(),
  loading: true,
  more: false,
  guessed: false,
  newer: 0,
  shift: 0,
};

interface Loaded {
  readonly view: CallsView;
  /** Another reading has another list; its shifts begin at 0. */
  readonly filter: CallFilter;
  readonly failure: Failure | null;
}

/** The list of calls: what is filtered, what is shown, which one is open. All of it lives in the address. */
@Injectable()
export class CallsStore {
  readonly #client = inject(RINGSIDE);
  readonly #route = inject(ActivatedRoute);
  readonly #router = inject(Router);
  readonly #query = toSignal(this.#route.queryParamMap, { requireSync: true });
  #window: CallsWindow | null = null;
  #shown: readonly [number, number, boolean] = [0, 50, true];

  readonly filter = computed(() => filterOf((name) => this.#query().get(name)), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  readonly filtered = computed(() => Object.keys(this.filter()).length > 0);
  /** What stands in the field for numbers; the address follows a moment later. */
  readonly typed = linkedSignal(() => this.#query().get('number') ?? '');
  /** Too few digits to look for. */
  readonly tooShort = computed(() => {
    const digits = this.typed().replace(/\D/g, '').length;
    return this.typed().trim() !== '' && digits < MIN_DIGITS;
  });
  /** The call whose story is open. */
  readonly selected = computed(() => this.#query().get('call'));
  readonly csvUrl = computed(() => this.#client.callsCsvUrl(this.filter()));

  readonly #loaded = toSignal(
    toObservable(this.filter).pipe(
      switchMap((filter) =>
        this.#open(filter).pipe(startWith<Loaded>({ view: NOTHING, filter, failure: null })),
      ),
    ),
    { initialValue: { view: NOTHING, filter: {}, failure: null } satisfies Loaded },
  );
  readonly view = computed(() => this.#loaded().view);
  readonly failure = computed(() => this.#loaded().failure);
  /** Changes when the list is another one. */
  readonly listOf = computed(() => this.#loaded().filter);
  /** Directions that were seen: phone systems have words of their own. */
  readonly directions = linkedSignal<readonly string[], readonly string[]>({
    source: () => [...this.view().rows.values()].flatMap((call) => call.direction ?? []),
    computation: (seen, previous) => {
      const known = previous?.value ?? ['outbound', 'inbound'];
      const all = new Set([
        ...known,
        ...seen,
        ...(this.filter().direction ? [this.filter().direction ?? ''] : []),
      ]);
      return all.size === known.length ? known : [...all].slice(0, 20);
    },
  });

  /** The open call as last seen in the list; null when it was not seen there. */
  readonly selectedCall = linkedSignal<
    { readonly id: string | null; readonly seen: CallView | undefined },
    CallView | null
  >({
    source: () => {
      const id = this.selected();
      return { id, seen: id === null ? undefined : this.#find(id) };
    },
    computation: ({ id, seen }, previous) => seen ?? (previous?.value?.id === id ? previous.value : null),
  });

  constructor() {
    toObservable(this.typed)
      .pipe(debounceTime(TYPING_MS), takeUntilDestroyed())
      .subscribe(() => {
        // What stands there now, which may have changed since; and nobody who is leaving is called back.
        const text = this.typed().trim();
        if (this.tooShort() || text === (this.#query().get('number') ?? '')) return;
        if (this.#router.currentNavigation() === null) this.#go({ number: text || null }, true);
      });
  }

  /** Which rows are on the screen, end exclusive, and whether the list stands at its top. */
  show(start: number, end: number, top: boolean): void {
    this.#shown = [start, end, top];
    this.#window?.show(start, end, top);
  }
  toTop(): void {
    this.#window?.toTop();
  }
  toEnd(): void {
    this.#window?.toEnd();
  }

  set(name: FilterName, value: string | null): void {
    this.#go({ [name]: value || null });
  }
  clear(): void {
    this.typed.set('');
    this.#go(Object.fromEntries(FILTER_NAMES.map((name) => [name, null])));
  }
  select(id: string | null): void {
    this.#go({ call: id });
  }

  #find(id: string): CallView | undefined {
    for (const call of this.view().rows.values()) if (call.id === id) return call;
    return undefined;
  }

  #open(filter: CallFilter): Observable<Loaded> {
    return new Observable((subscriber: Subscriber<Loaded>) => {
      const window = this.#client.calls(filter);
      this.#window = window;
      window.show(0, this.#shown[1] - this.#shown[0], true);
      subscriber.add(
        window.view.subscribe({
          next: (view) => subscriber.next({ view, filter, failure: null }),
          error: (error: unknown) =>
            subscriber.next({ view: { ...NOTHING, loading: false }, filter, failure: failureOf(error) }),
        }),
      );
      subscriber.add(() => {
        window.close();
        if (this.#window === window) this.#window = null;
      });
    });
  }

  #go(queryParams: Record<string, string | null>, replaceUrl = false): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl,
    });
  }
}

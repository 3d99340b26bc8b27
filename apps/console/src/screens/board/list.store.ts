import { Injectable, computed, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { RowFilter, RowWindow, RowsView } from '@ringside/client';
import type { RowView } from '@ringside/contracts';
import { Observable, debounceTime, of, startWith, switchMap, type Subscriber } from 'rxjs';
import { RINGSIDE } from '../../core/ringside.js';
import { BoardStore } from './board.store.js';
import { isStatusFilter, type StatusFilter } from '../../ui/segments.js';

/** Pause in typing after which the list is searched, milliseconds. */
const TYPING_MS = 250;
const NOTHING: RowsView = { total: 0, rows: new Map(), loading: true, more: false };

/** What identifies a reading of the list; a new value reads anew. */
interface Reading {
  readonly id: string;
  readonly status: StatusFilter | null;
  readonly search: string;
  readonly refresh: number;
}

/** The rows under the board: what is filtered, what is shown, what is selected. All of it lives in the address. */
@Injectable()
export class ListStore {
  readonly #client = inject(RINGSIDE);
  readonly #board = inject(BoardStore);
  readonly #route = inject(ActivatedRoute);
  readonly #router = inject(Router);
  readonly #query = toSignal(this.#route.queryParamMap, { requireSync: true });
  readonly #refresh = signal(0);
  #window: RowWindow | null = null;
  #range: readonly [number, number] = [0, 50];

  readonly status = computed(() => {
    const status = this.#query().get('status');
    return isStatusFilter(status) ? status : null;
  });
  readonly search = computed(() => this.#query().get('q') ?? '');
  /** What stands in the search field; the address follows a moment later. */
  readonly typed = linkedSignal(() => this.search());
  readonly filtered = computed(() => this.status() !== null || this.search() !== '');
  /** Position of the row whose story is open. */
  readonly selected = computed(() => {
    const position = Number(this.#query().get('row'));
    return Number.isInteger(position) && position > 0 ? position : null;
  });

  readonly #reading = computed<Reading>(
    () => ({
      id: this.#board.id(),
      status: this.status(),
      search: this.search(),
      refresh: this.#refresh(),
    }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  readonly #loaded = toSignal(
    toObservable(this.#reading).pipe(
      switchMap((reading) =>
        reading.status === 'in_flight' ? of(null) : this.#open(reading).pipe(startWith(NOTHING)),
      ),
    ),
    { initialValue: NOTHING },
  );
  /** The rows to draw. Rows in flight are the lines, so they need no reading. */
  readonly view = computed<RowsView>(() => {
    const loaded = this.#loaded();
    if (loaded) return loaded;
    const wanted = this.search().toLowerCase();
    const lines = this.#board
      .lines()
      .filter((row) => `${row.phone} ${row.name ?? ''}`.toLowerCase().includes(wanted));
    return { total: lines.length, rows: new Map(lines.entries()), loading: false, more: false };
  });

  /** How many rows match; null while a search has more to read. */
  readonly matching = computed(() => {
    const { total, more } = this.view();
    if (!more) return total;
    const known = this.search()
      ? undefined
      : this.#board.segments().find(({ filter }) => filter === this.status());
    return known?.count ?? null;
  });

  /** The selected row as last seen, wherever it was seen. */
  readonly selectedRow = linkedSignal<{ position: number | null; seen: RowView | undefined }, RowView | null>(
    {
      source: () => {
        const position = this.selected();
        return { position, seen: position === null ? undefined : this.#find(position) };
      },
      computation: ({ position, seen }, previous) =>
        seen ?? (previous?.value?.position === position ? previous.value : null),
    },
  );

  constructor() {
    toObservable(this.typed)
      .pipe(debounceTime(TYPING_MS), takeUntilDestroyed())
      .subscribe((text) => {
        if (text.trim() !== this.search()) this.#go({ q: text.trim() || null }, true);
      });
  }

  /** Which rows are on the screen, end exclusive. */
  show(start: number, end: number): void {
    this.#range = [start, end];
    this.#window?.show(start, end);
  }

  /** Reads a filtered list anew. */
  refresh(): void {
    this.#refresh.update((count) => count + 1);
  }

  filterBy(status: StatusFilter | null): void {
    this.#go({ status: status === this.status() ? null : status });
  }
  clearFilter(): void {
    this.#go({ status: null, q: null });
  }
  select(position: number | null): void {
    this.#go({ row: position });
  }

  #find(position: number): RowView | undefined {
    const changed = this.#board.live()?.changed.find((row) => row.position === position);
    if (changed) return changed;
    const byIndex = this.view().rows.get(position - 1);
    if (byIndex?.position === position) return byIndex;
    for (const row of this.view().rows.values()) if (row.position === position) return row;
    return this.#board.lines().find((row) => row.position === position);
  }

  #open(reading: Reading): Observable<RowsView> {
    const { status, search } = reading;
    const filter: RowFilter = {
      ...(status && status !== 'in_flight' && { status }),
      ...(search && { search }),
    };
    return new Observable((subscriber: Subscriber<RowsView>) => {
      const window = this.#client.rows(reading.id, filter);
      this.#window = window;
      window.show(...this.#range);
      subscriber.add(
        window.view.subscribe({
          next: (view) => subscriber.next(view),
          // The board says what is wrong with the campaign itself.
          error: () => subscriber.complete(),
        }),
      );
      subscriber.add(() => {
        window.close();
        if (this.#window === window) this.#window = null;
      });
    });
  }

  #go(queryParams: Record<string, string | number | null>, replaceUrl = false): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl,
    });
  }
}

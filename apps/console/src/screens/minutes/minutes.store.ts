import { Injectable, computed, inject } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { MinutesReport } from '@ringside/contracts';
import { catchError, concat, from, map, of, scan, switchMap, type Observable } from 'rxjs';
import { AccountStore } from '../../core/account.store.js';
import { ClockStore } from '../../core/clock.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { failureOf, type Failure } from '../../core/failure.js';
import { injectLive } from '../../core/live.js';
import { RINGSIDE } from '../../core/ringside.js';
import { dayAfter, dayIn, daysOf, totalOf, type MinutesOf } from './minutes.js';

/** Days that are shown, today included. */
const DAYS = 30;
/** They are read again this often, while somebody looks. */
const AGAIN_MS = 60_000;

interface Told {
  readonly report: MinutesReport | null;
  readonly failure: Failure | null;
}
const NOTHING: Told = { report: null, failure: null };

/** Answered and unanswered minutes of the last days. Whose they are lives in the address. */
@Injectable()
export class MinutesStore {
  readonly #client = inject(RINGSIDE);
  readonly #route = inject(ActivatedRoute);
  readonly #router = inject(Router);
  readonly #clock = inject(ClockStore);
  readonly #account = inject(AccountStore);
  readonly #connection = inject(ConnectionStore);
  readonly #query = toSignal(this.#route.queryParamMap, { requireSync: true });
  readonly #calls = injectLive(this.#client.callsLive);

  readonly of = computed<MinutesOf>(() => this.#query().get('of') ?? 'all');
  readonly tenants = computed(
    () => this.#calls()?.tenants.filter((tenant) => tenant.state === 'adopted') ?? [],
  );

  /** A new value reads anew: a new day, a sync that ended, a minute that passed; nothing while the server is away. */
  readonly #wanted = computed(
    () => {
      const zone = this.#account.account()?.time_zone;
      if (zone === undefined || !this.#connection.live()) return null;
      const now = this.#clock.now();
      const to = dayIn(zone, now);
      const synced = this.#calls()?.syncs.find((sync) => sync.state === 'completed')?.id ?? '';
      return { from: dayAfter(to, 1 - DAYS), to, version: `${synced} ${Math.floor(now / AGAIN_MS)}` };
    },
    { equal: (a, b) => a?.to === b?.to && a?.version === b?.version },
  );
  readonly #told = toSignal(
    toObservable(this.#wanted).pipe(
      switchMap((wanted): Observable<Partial<Told>> => {
        if (wanted === null) return of({});
        const read = from(this.#client.minutes(wanted.from, wanted.to)).pipe(
          map((report): Told => ({ report, failure: null })),
          catchError((error: unknown) => of({ failure: failureOf(error) })),
        );
        return concat(of({}), read);
      }),
      // What was read stays while it is read again.
      scan((told: Told, next) => ({ ...told, ...next }), NOTHING),
    ),
    { initialValue: NOTHING },
  );

  readonly failure = computed(() => this.#told().failure);
  readonly report = computed(() => this.#told().report);
  /** Oldest first; null until they were read. */
  readonly days = computed(() => {
    const report = this.report();
    return report && daysOf(report, this.of());
  });
  readonly total = computed(() => totalOf(this.days() ?? []));

  show(whose: MinutesOf): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: { of: whose === 'all' ? null : whose },
      queryParamsHandling: 'merge',
    });
  }
}

import { Injectable, computed, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { CampaignView } from '@ringside/contracts';
import { catchError, combineLatest, map, of, switchMap, type Observable } from 'rxjs';
import { AccountStore } from '../../core/account.store.js';
import { createAct } from '../../core/act.js';
import { RINGSIDE } from '../../core/ringside.js';

/** Running campaigns whose counts are followed live. */
const MAX_FOLLOWED = 5;
/** What the account's stream holds; older ones are read by page. */
const NEWEST = 50;

/** All campaigns, newest first: states live, counts of those that run too. */
@Injectable()
export class CampaignsStore {
  readonly #client = inject(RINGSIDE);
  readonly #account = inject(AccountStore);
  readonly #older = signal<readonly CampaignView[]>([]);
  /** The next page's address; undefined before the first was read. */
  readonly #next = signal<string | null | undefined>(undefined);
  readonly reading = createAct();

  readonly #running = computed(
    () =>
      (this.#account.campaigns() ?? [])
        .filter((campaign) => campaign.state === 'running' || campaign.lines_in_use > 0)
        .slice(0, MAX_FOLLOWED)
        .map((campaign) => campaign.id),
    { equal: (a, b) => a.join() === b.join() },
  );
  readonly #followed = toSignal(
    toObservable(this.#running).pipe(
      switchMap((ids) => (ids.length === 0 ? of([]) : combineLatest(ids.map((id) => this.#follow(id))))),
    ),
    { initialValue: [] },
  );

  /** Null until the server has told. */
  readonly campaigns = computed<readonly CampaignView[] | null>(() => {
    const newest = this.#account.campaigns();
    if (newest === null) return null;
    const byId = new Map<string, CampaignView>();
    for (const campaign of [...newest, ...this.#older()]) {
      if (!byId.has(campaign.id)) byId.set(campaign.id, campaign);
    }
    for (const campaign of this.#followed()) {
      if (campaign && (byId.get(campaign.id)?.seq ?? 0) <= campaign.seq) byId.set(campaign.id, campaign);
    }
    return [...byId.values()];
  });
  readonly hasOlder = computed(() =>
    this.#next() === undefined ? (this.#account.campaigns()?.length ?? 0) >= NEWEST : this.#next() !== null,
  );

  readOlder(): Promise<boolean> {
    return this.reading.run(async () => {
      const page = await this.#client.campaigns(this.#next() ?? undefined);
      this.#older.update((older) => [...older, ...page.items]);
      this.#next.set(page.next_page);
    });
  }

  #follow(id: string): Observable<CampaignView | null> {
    return this.#client.campaign(id).pipe(
      map((live) => live.campaign),
      catchError(() => of(null)),
    );
  }
}

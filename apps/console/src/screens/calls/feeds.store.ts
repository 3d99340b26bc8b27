import { Injectable, computed, inject, signal } from '@angular/core';
import type { SyncView } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { injectLive } from '../../core/live.js';
import { RINGSIDE } from '../../core/ringside.js';

/** The phone systems whose calls are followed: their feeds, their syncs and their tenants, live. */
@Injectable()
export class FeedsStore {
  readonly #client = inject(RINGSIDE);
  readonly #live = injectLive(this.#client.callsLive);
  /** A sync as its command answered, until the live view has it too. */
  readonly #answered = signal<SyncView | null>(null);
  readonly syncing = createAct();
  readonly adopting = createAct();

  /** Null until the server has told. */
  readonly feeds = computed(() => this.#live()?.feeds ?? null);
  readonly tenants = computed(() => this.#live()?.tenants ?? []);
  /** Tenants whose calls are kept aside. */
  readonly held = computed(() => this.tenants().filter((tenant) => tenant.state === 'held'));
  readonly #syncs = computed(() => this.#live()?.syncs ?? []);
  /** The newest sync, whatever became of it. */
  readonly sync = computed(() => {
    const answered = this.#answered();
    const known = answered === null || this.#syncs().some((sync) => sync.id === answered.id);
    return (known ? this.#syncs()[0] : answered) ?? null;
  });
  readonly running = computed(() => this.sync()?.state === 'running');
  /** Whether there are calls of several tenants, so that they have to be told apart. */
  readonly several = computed(() => this.tenants().length - this.held().length > 1);
  /** Whether the next sync is begun by hand only. */
  readonly byHand = computed(() => (this.feeds() ?? []).every((feed) => feed.sync_every === null));
  /** When the next scheduled sync begins; null when none is. */
  readonly nextSyncAt = computed(
    () =>
      (this.feeds() ?? [])
        .flatMap((feed) => feed.next_sync_at ?? [])
        .sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null,
  );
  /** What a tenant is called on the screen: uuids are long, and their beginnings tell them apart. */
  readonly tenantNames = computed(
    () => new Map(this.tenants().map((tenant) => [tenant.id, shortName(tenant.uuid)])),
  );

  /** Fetches the records of every phone system that has some. */
  startSync(): Promise<boolean> {
    return this.syncing.run(async () => {
      const feeds = this.feeds() ?? [];
      for (const feed of feeds) this.#answered.set(await this.#client.sync(feed.id));
    });
  }

  adopt(tenantId: string): Promise<boolean> {
    return this.adopting.run(() => this.#client.adopt(tenantId));
  }
}

function shortName(uuid: string): string {
  return uuid.length > 12 ? `${uuid.slice(0, 8)}…` : uuid;
}

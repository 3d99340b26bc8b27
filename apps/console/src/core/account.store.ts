import { Injectable, computed, inject } from '@angular/core';
import { createAct } from './act.js';
import { injectLive } from './live.js';
import { RINGSIDE } from './ringside.js';

export type Brake = 'max_lines' | 'max_calls_per_second' | 'max_calls_per_day';

/** The account, its phone system, its brakes and its newest campaigns, live. */
@Injectable({ providedIn: 'root' })
export class AccountStore {
  readonly #client = inject(RINGSIDE);
  readonly #live = injectLive(this.#client.account);

  readonly account = computed(() => this.#live()?.account ?? null);
  /** Newest first; null until the server has told. */
  readonly campaigns = computed(() => this.#live()?.campaigns ?? null);
  readonly phoneSystem = computed(() => this.account()?.phone_system ?? null);
  readonly dialingStopped = computed(() => this.account()?.dialing_stopped_at != null);

  readonly stopping = createAct();
  readonly allowing = createAct();
  readonly braking = createAct();

  stopEverything(): Promise<boolean> {
    return this.stopping.run(() => this.#client.stopEverything());
  }
  allowDialing(): Promise<boolean> {
    return this.allowing.run(() => this.#client.allowDialing());
  }
  /** Sets limits of the account; null lifts one. */
  setBrakes(brakes: Partial<Record<Brake, number | null>>): Promise<boolean> {
    return this.braking.run(() => this.#client.setBrakes(brakes));
  }
}

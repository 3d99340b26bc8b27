import { Injectable, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { createAct } from './act.js';
import { RINGSIDE } from './ringside.js';

/** The account, its phone system, its brakes and its newest campaigns, live. */
@Injectable({ providedIn: 'root' })
export class AccountStore {
  readonly #client = inject(RINGSIDE);
  readonly #live = toSignal(this.#client.account);

  readonly account = computed(() => this.#live()?.account ?? null);
  /** Newest first; null until the server has told. */
  readonly campaigns = computed(() => this.#live()?.campaigns ?? null);
  readonly phoneSystem = computed(() => this.account()?.phone_system ?? null);
  readonly dialingStopped = computed(() => this.account()?.dialing_stopped_at != null);

  readonly stopping = createAct();
  readonly allowing = createAct();

  stopEverything(): Promise<boolean> {
    return this.stopping.run(() => this.#client.stopEverything());
  }
  allowDialing(): Promise<boolean> {
    return this.allowing.run(() => this.#client.allowDialing());
  }
}

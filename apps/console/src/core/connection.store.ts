import { Injectable, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ClockStore } from './clock.store.js';
import { RINGSIDE } from './ringside.js';

/** Whether what is on the screen is live, and how old it is otherwise. */
@Injectable({ providedIn: 'root' })
export class ConnectionStore {
  readonly #clock = inject(ClockStore);
  readonly #state = toSignal(inject(RINGSIDE).connection, {
    initialValue: { status: 'connecting', lastHeardAt: null } as const,
  });

  readonly status = computed(() => this.#state().status);
  readonly signedOut = computed(() => this.status() === 'signed_out');
  /** Age of what is shown, whole seconds; null while nothing has been shown yet. */
  readonly secondsOld = computed(() => {
    const { lastHeardAt } = this.#state();
    return lastHeardAt === null ? null : Math.max(0, Math.floor((this.#clock.local() - lastHeardAt) / 1000));
  });
}

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
  readonly live = computed(() => this.status() === 'live');
  /**
   * The moment that is shown, server's clock, epoch milliseconds: now while live, otherwise the last
   * thing heard. What counts up on the screen counts to here, so that it never claims to know more.
   */
  readonly shownAt = computed(() => {
    const { lastHeardAt } = this.#state();
    const now = this.#clock.now();
    return this.live() || lastHeardAt === null ? now : lastHeardAt + (now - this.#clock.local());
  });
  readonly signedOut = computed(() => this.status() === 'signed_out');
  /** Age of what is shown, whole seconds; null while nothing has been shown yet. */
  readonly secondsOld = computed(() => {
    const { lastHeardAt } = this.#state();
    return lastHeardAt === null ? null : Math.max(0, Math.floor((this.#clock.local() - lastHeardAt) / 1000));
  });
}

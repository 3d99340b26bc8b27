import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { RINGSIDE } from './ringside.js';

const SECOND = 1000;

/** Time that screens count with: one tick at the turn of each second of the server's clock. */
@Injectable({ providedIn: 'root' })
export class ClockStore {
  readonly #client = inject(RINGSIDE);
  readonly #local = signal(Date.now());
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** This machine's clock, epoch milliseconds. */
  readonly local = this.#local.asReadonly();
  /** The server's clock, epoch milliseconds: what its times are compared with. */
  readonly now = computed(() => this.#local() + this.#client.clockOffsetMs());

  constructor() {
    this.#schedule();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  #schedule(): void {
    const serverNow = Date.now() + this.#client.clockOffsetMs();
    this.#timer = setTimeout(
      () => {
        this.#local.set(Date.now());
        this.#schedule();
      },
      SECOND - (((serverNow % SECOND) + SECOND) % SECOND) + 5,
    );
  }
}

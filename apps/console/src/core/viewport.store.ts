import { BreakpointObserver } from '@angular/cdk/layout';
import { Injectable, inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';

/** The size of the window, where CSS alone cannot decide. */
@Injectable({ providedIn: 'root' })
export class ViewportStore {
  readonly #breakpoints = inject(BreakpointObserver);
  /** Narrow, held in a hand. The same width stands in the style sheets. */
  readonly phone = this.#matches('(max-width: 700px)');
  /** Half a screen, or a tablet: the rail is slim and lines take one row each. */
  readonly narrow = this.#matches('(max-width: 1100px)');

  #matches(query: string): Signal<boolean> {
    const matches$ = this.#breakpoints.observe(query).pipe(map((state) => state.matches));
    return toSignal(matches$, { initialValue: false });
  }
}

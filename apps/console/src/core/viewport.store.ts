import { BreakpointObserver } from '@angular/cdk/layout';
import { Injectable, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';

/** The size of the window, where CSS alone cannot decide. */
@Injectable({ providedIn: 'root' })
export class ViewportStore {
  /** Narrow, held in a hand. The same width stands in the style sheets. */
  readonly phone = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 700px)')
      .pipe(map((state) => state.matches)),
    { initialValue: false },
  );
}

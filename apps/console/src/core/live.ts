import { inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { catchError, of, switchMap, type Observable } from 'rxjs';
import { SessionStore } from './session.store.js';

/**
 * What the server tells live, as long as whoever is signed in may see it; undefined until it has told. Rights that are
 * given later begin it anew.
 */
export function injectLive<T>(stream: Observable<T>): Signal<T | undefined> {
  const { mayLook } = inject(SessionStore);
  // A refusal is no news: nothing is shown.
  const allowed = stream.pipe(catchError(() => of(undefined)));
  return toSignal(mayLook.pipe(switchMap((may) => (may ? allowed : of(undefined)))));
}

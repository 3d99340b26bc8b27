import { effect, inject, untracked } from '@angular/core';
import { SessionStore } from './session.store.js';

/** Runs what only admins may: at once, or when whoever looks becomes one. Called in an injection context. */
export function whenAdmin(work: () => unknown): void {
  const session = inject(SessionStore);
  effect(() => {
    if (session.isAdmin()) untracked(work);
  });
}

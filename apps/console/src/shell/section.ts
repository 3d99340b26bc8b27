import { inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { filter, map } from 'rxjs';

export type Section = 'board' | 'calls' | 'campaigns' | 'phone-systems' | 'new' | null;

/** Which part of the console the address is in. */
export function injectSection(): Signal<Section> {
  const router = inject(Router);
  return toSignal(
    router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => sectionOf(event.urlAfterRedirects)),
    ),
    { initialValue: sectionOf(router.url) },
  );
}

function sectionOf(url: string): Section {
  const path = url.split(/[?#]/)[0] ?? '/';
  if (path === '/' || path.startsWith('/campaigns/')) return 'board';
  if (path === '/calls' || path.startsWith('/calls/')) return 'calls';
  if (path === '/campaigns') return 'campaigns';
  if (path === '/phone-systems') return 'phone-systems';
  return path === '/new' ? 'new' : null;
}

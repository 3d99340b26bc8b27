import { Location } from '@angular/common';
import { inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { filter, map } from 'rxjs';

const SCREENS = [
  'calls',
  'campaigns',
  'phone-systems',
  'messages',
  'simulate',
  'new',
  'people',
  'api-keys',
  'settings',
  'welcome',
] as const;
export type Section = 'board' | (typeof SCREENS)[number] | null;

/** Which part of the console the address is in. */
export function injectSection(): Signal<Section> {
  const router = inject(Router);
  return toSignal(
    router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => sectionOf(event.urlAfterRedirects)),
    ),
    // Before the first screen is loaded only the address tells.
    { initialValue: sectionOf(router.navigated ? router.url : inject(Location).path()) },
  );
}

function sectionOf(url: string): Section {
  const path = url.split(/[?#]/)[0] ?? '/';
  if (path === '/' || path.startsWith('/campaigns/')) return 'board';
  if (path.startsWith('/calls/')) return 'calls';
  return SCREENS.find((screen) => path === `/${screen}`) ?? null;
}

import { DOCUMENT, InjectionToken, inject } from '@angular/core';

/**
 * Loads an address of the console as if it were opened: whatever the page knew of whoever was signed in before is gone,
 * and the address that was left is not in the history.
 */
export const BEGIN_ANEW = new InjectionToken<(address?: string) => void>('BEGIN_ANEW', {
  providedIn: 'root',
  factory: () => {
    const { location } = inject(DOCUMENT);
    return (address = location.pathname + location.search) => location.replace(address);
  },
});

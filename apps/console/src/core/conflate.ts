import type { CampaignLive } from '@ringside/client';
import { Observable } from 'rxjs';

/** Under load a screen is redrawn this often; an eye sees no difference, a slow machine does. Milliseconds. */
export const REDRAW_MS = 100;

/** At most one value each `ms`: the first at once, then the latest with all rows that changed meanwhile. */
export function conflate(live$: Observable<CampaignLive>, ms = REDRAW_MS): Observable<CampaignLive> {
  return new Observable((subscriber) => {
    let waiting: CampaignLive | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pass = (): void => {
      timer = undefined;
      if (!waiting) return;
      const value = waiting;
      waiting = null;
      timer = setTimeout(pass, ms);
      subscriber.next(value);
    };
    subscriber.add(() => clearTimeout(timer));
    subscriber.add(
      live$.subscribe({
        next: (live) => {
          waiting = waiting ? { ...live, changed: [...waiting.changed, ...live.changed] } : live;
          if (timer === undefined) pass();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          if (waiting) subscriber.next(waiting);
          subscriber.complete();
        },
      }),
    );
  });
}

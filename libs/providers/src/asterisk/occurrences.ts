import type { AriEvent } from './ari-events.js';

export type Awaited = AriEvent | 'aborted' | 'timeout' | 'ended';

/** Lets whoever asked Asterisk for something wait for the event that says it happened. */
export class Occurrences {
  private readonly waiting = new Set<(event: AriEvent | 'ended') => void>();

  tell(event: AriEvent): void {
    for (const wait of [...this.waiting]) wait(event);
  }

  /** No event comes any more. */
  end(): void {
    for (const wait of [...this.waiting]) wait('ended');
  }

  /** The next event that fits. */
  next(
    fits: (event: AriEvent) => boolean,
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<Awaited> {
    const { signal, timeoutMs } = options;
    return new Promise((resolve) => {
      const settle = (result: Awaited): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.waiting.delete(wait);
        resolve(result);
      };
      const onAbort = (): void => settle('aborted');
      const wait = (event: AriEvent | 'ended'): void => {
        if (event === 'ended' || fits(event)) settle(event);
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => settle('timeout'), timeoutMs);
      this.waiting.add(wait);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted === true) onAbort();
    });
  }
}

import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import type { ConnectionState } from './client.js';
import type { Timings } from './timings.js';

/** A gap that is closed within this time does not count as a loss of the live view. */
const BRIEF_MS = 1000;

/** Judges whether what is shown is true now: by the connection, by what was heard last, and by the streams that are behind. */
export class Liveness {
  readonly #connected = new BehaviorSubject(false);
  readonly #state = new BehaviorSubject<ConnectionState>({ status: 'connecting', lastHeardAt: null });
  readonly #behindSince = new Map<string, number>();
  #heardAt: number | null = null;
  /** Nothing is asked for until somebody signs in. */
  signedOut = false;

  constructor(private readonly timings: Pick<Timings, 'silentAfter' | 'deadAfter'>) {}

  readonly state: Observable<ConnectionState> = this.#state.pipe(
    distinctUntilChanged((a, b) => a.status === b.status && a.lastHeardAt === b.lastHeardAt),
  );
  /** True from each (re)connect to the next loss. */
  readonly connected: Observable<boolean> = this.#connected.pipe(distinctUntilChanged());

  get isConnected(): boolean {
    return this.#connected.value;
  }

  up(): void {
    this.signedOut = false;
    this.#heardAt = Date.now();
    this.#connected.next(true);
    this.judge();
  }

  down(): void {
    if (this.#connected.value) this.#connected.next(false);
    this.judge();
  }

  heard(): void {
    this.#heardAt = Date.now();
    this.judge();
  }

  /** A stream says that it is behind since (local epoch ms), or `null`: caught up. Behind is not live. */
  behind(stream: string, since: number | null): void {
    if (since === null) this.#behindSince.delete(stream);
    else if (!this.#behindSince.has(stream)) this.#behindSince.set(stream, since);
    this.judge();
  }

  /** Whether the connection has been silent for so long that it is not worth keeping. */
  isDead(now: number): boolean {
    const heardAt = this.#heardAt;
    return this.#connected.value && heardAt !== null && now - heardAt > this.timings.deadAfter;
  }

  /** Says what is true now. Called on every event and, because silence makes no event, on a timer. */
  judge(): void {
    const now = Date.now();
    const heardAt = this.#heardAt;
    const oldest = Math.min(...this.#behindSince.values());
    const silent = heardAt !== null && now - heardAt > this.timings.silentAfter;
    const live = this.#connected.value && !silent && now - oldest < BRIEF_MS;
    const lastHeardAt = heardAt === null ? null : Math.min(heardAt, oldest);
    if (this.signedOut) this.#state.next({ status: 'signed_out', lastHeardAt });
    else if (live) this.#state.next({ status: 'live', lastHeardAt: heardAt });
    else this.#state.next({ status: heardAt === null ? 'connecting' : 'reconnecting', lastHeardAt });
  }

  close(): void {
    this.#state.complete();
    this.#connected.complete();
  }
}

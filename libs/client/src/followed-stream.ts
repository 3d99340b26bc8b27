import { ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { Backoff } from './backoff.js';
import type { Link } from './link.js';
import { RingsideError } from './ringside-error.js';
import type { Timings } from './timings.js';

export interface Numbered {
  readonly seq: number;
}
export interface NumberedFrame {
  readonly from: number;
  readonly to: number;
}

/** Answer to a follow: everything as it is now, or what was missed (null: nothing). */
export type CatchUp<S, F> =
  { readonly kind: 'snapshot'; readonly state: S } | { readonly kind: 'replay'; readonly frame: F | null };

/** What a particular stream is: how to ask for it and how a frame changes it. Pure but for `follow`. */
export interface StreamSource<S extends Numbered, F extends NumberedFrame> {
  readonly name: string;
  readonly frames: Observable<F>;
  follow(lastSeq: number | null): Promise<CatchUp<S, F>>;
  /** The state after a frame. */
  fold(state: S, frame: F): S;
  /**
   * Whether a frame left something open that only a snapshot tells; `soon` when the frame says so
   * itself, `later` when the state merely contradicts itself.
   */
  doubt?(state: S, frame: F): 'soon' | 'later' | null;
  /** Whether a frame is of another numbering than the state, so that the two cannot be put together. */
  foreign?(state: S, frame: F): boolean;
}

/** How the state came to be: by the next frame, or anew (rows known until now may be stale). */
export type StreamChange<S, F> =
  | { readonly kind: 'frame'; readonly state: S; readonly frame: F }
  | { readonly kind: 'snapshot'; readonly state: S };

/** Frames kept while a follow is under way; more than that and the follow is asked again. */
const MAX_WAITING = 500;

/**
 * One numbered stream, folded. Whatever is dropped, doubled or withheld, it converges: a hole, a
 * reconnect and a long silence each lead to a follow, and a follow answers with all that was missed.
 */
export class FollowedStream<S extends Numbered, F extends NumberedFrame> {
  readonly #changes = new ReplaySubject<StreamChange<S, F>>(1);
  readonly #subscriptions: Subscription[] = [];
  #state: S | null = null;
  #waiting: F[] = [];
  #following = false;
  #followAgain = false;
  #connected = false;
  #stopped = false;
  readonly #backoff: Backoff;
  /** Only a snapshot will do. */
  #doubtful = false;
  #snapshotAt = -Infinity;
  #snapshotTimer: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: StreamSource<S, F>,
    private readonly link: Pick<Link, 'connected' | 'behind'>,
    private readonly timings: Timings,
  ) {
    this.#backoff = new Backoff(timings.retry);
    this.#subscriptions.push(
      source.frames.subscribe((frame) => this.#receive(frame)),
      link.connected.subscribe((up) => this.#onConnected(up)),
    );
  }

  /** The last change and all that come; errors when the stream cannot be had at all (`not_found`). */
  get changes(): Observable<StreamChange<S, F>> {
    return this.#changes;
  }
  /** Last event number folded; null before the first snapshot. */
  get seq(): number | null {
    return this.#state?.seq ?? null;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#snapshotTimer);
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.link.behind(this.source.name, null);
    this.#changes.complete();
  }

  #onConnected(up: boolean): void {
    this.#connected = up;
    clearTimeout(this.#timer);
    if (!up) {
      if (this.#state) this.link.behind(this.source.name, Date.now());
      return;
    }
    this.#backoff.worked();
    void this.#follow();
  }

  #receive(frame: F): void {
    if (this.#following || this.#state === null) {
      this.#waiting.push(frame);
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
      return;
    }
    this.#apply(frame);
  }

  #apply(frame: F): void {
    const state = this.#state;
    if (state === null) return;
    const foreign = this.source.foreign?.(state, frame) ?? false;
    if (!foreign && frame.to <= state.seq) return;
    if (foreign || frame.from > state.seq + 1) {
      this.link.behind(this.source.name, Date.now());
      void this.#follow();
      return;
    }
    this.#state = this.source.fold(state, frame);
    this.#changes.next({ kind: 'frame', state: this.#state, frame });
    this.#scheduleIdleFollow();
    this.#settleDoubt(this.#state, frame);
  }

  /** A stream may lose its very last frame, and no later one shows the hole: after a silence, ask. */
  #scheduleIdleFollow(): void {
    clearTimeout(this.#timer);
    const wait = this.timings.idleFollow * (0.8 + 0.4 * Math.random());
    this.#timer = setTimeout(() => void this.#follow(), wait);
  }

  #settleDoubt(state: S, frame: F): void {
    const doubt = this.source.doubt?.(state, frame);
    if (!doubt) return;
    this.#doubtful = true;
    if (this.#snapshotTimer !== undefined) return;
    const pause = doubt === 'soon' ? this.timings.reload : this.timings.idleFollow / 2;
    const wait = Math.max(0, this.#snapshotAt + pause - Date.now());
    this.#snapshotTimer = setTimeout(() => {
      this.#snapshotTimer = undefined;
      this.#snapshotAt = Date.now();
      void this.#follow();
    }, wait);
  }

  async #follow(): Promise<void> {
    if (this.#stopped || !this.#connected) return;
    if (this.#following) {
      this.#followAgain = true;
      return;
    }
    this.#following = true;
    clearTimeout(this.#timer);
    try {
      const answer = await this.source.follow(this.#doubtful ? null : (this.#state?.seq ?? null));
      if (this.#stopped) return;
      this.#following = false;
      this.#backoff.worked();
      this.#catchUp(answer);
    } catch (error) {
      this.#following = false;
      if (!this.#stopped) this.#onFollowFailed(error);
    }
    if (this.#followAgain && !this.#following) {
      this.#followAgain = false;
      void this.#follow();
    }
  }

  #catchUp(answer: CatchUp<S, F>): void {
    this.link.behind(this.source.name, null);
    if (answer.kind === 'snapshot') {
      this.#state = answer.state;
      this.#doubtful = false;
      this.#changes.next({ kind: 'snapshot', state: answer.state });
    } else if (answer.frame && this.#state && answer.frame.from > this.#state.seq + 1) {
      // A replay that does not join on.
      this.#doubtful = true;
      void this.#follow();
    } else if (answer.frame) this.#apply(answer.frame);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) this.#receive(frame);
    if (!this.#following) this.#scheduleIdleFollow();
  }

  #onFollowFailed(error: unknown): void {
    const code = error instanceof RingsideError ? error.code : 'internal';
    if (code === 'not_found' || code === 'forbidden') {
      this.#changes.error(error);
      this.stop();
      return;
    }
    if (!this.#connected) return;
    if (this.#state) this.link.behind(this.source.name, Date.now());
    const wait = this.#backoff.failed() * (0.5 + Math.random());
    this.#timer = setTimeout(() => void this.#follow(), wait);
  }
}

import { Backoff } from './backoff.js';

export interface StepByStepParts {
  /** Takes one step; false when none was left. */
  step(): Promise<boolean>;
  /** A step failed; answers whether to try again later. */
  failed(error: unknown): boolean;
  /** It stands still, for whatever reason. */
  rests(): void;
}

/** Takes steps, one at a time, until none is left. Asked to go on meanwhile, it looks once more before it rests. */
export class StepByStep {
  readonly #backoff: Backoff;
  #walking = false;
  #again = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `retryMs`: first wait after a step that failed. */
  constructor(
    private readonly parts: StepByStepParts,
    retryMs: number,
  ) {
    this.#backoff = new Backoff(retryMs);
  }

  async go(): Promise<void> {
    if (this.#closed) return;
    this.#again = true;
    if (this.#walking) return;
    this.#walking = true;
    clearTimeout(this.#timer);
    try {
      while (!this.#closed && this.#again) {
        this.#again = false;
        if (await this.parts.step()) this.#again = true;
        this.#backoff.worked();
      }
    } catch (error) {
      if (!this.#closed && this.parts.failed(error))
        this.#timer = setTimeout(() => void this.go(), this.#backoff.failed());
    } finally {
      this.#walking = false;
      this.parts.rests();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}

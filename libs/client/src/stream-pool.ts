import { Observable } from 'rxjs';
import { FollowedStream, type Numbered, type NumberedFrame, type StreamSource } from './followed-stream.js';
import type { Link } from './link.js';
import type { Timings } from './timings.js';

/** A stream that stays followed until `release` is called. */
export interface HeldStream<S extends Numbered, F extends NumberedFrame> {
  readonly stream: FollowedStream<S, F>;
  release(): void;
}

interface Entry<S extends Numbered, F extends NumberedFrame> {
  readonly stream: FollowedStream<S, F>;
  users: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The streams that somebody looks at: each followed once, however many look, and a moment longer. */
export class StreamPool<S extends Numbered, F extends NumberedFrame> {
  readonly #entries = new Map<string, Entry<S, F>>();

  constructor(
    private readonly link: Link,
    private readonly timings: Timings,
    private readonly source: (id: string) => StreamSource<S, F>,
    private readonly onDropped: (id: string) => void = () => undefined,
  ) {}

  hold(id: string): HeldStream<S, F> {
    const entry = this.#entries.get(id) ?? this.#open(id);
    clearTimeout(entry.timer);
    entry.users += 1;
    let released = false;
    return {
      stream: entry.stream,
      release: () => {
        if (released) return;
        released = true;
        entry.users -= 1;
        if (entry.users > 0 || this.#entries.get(id) !== entry) return;
        entry.timer = setTimeout(() => this.#drop(id, entry), this.timings.linger);
      },
    };
  }

  /** The states of a stream; held while subscribed. */
  states(id: string): Observable<S> {
    return new Observable((subscriber) => {
      const { stream, release } = this.hold(id);
      subscriber.add(release);
      subscriber.add(
        stream.changes.subscribe({
          next: (change) => subscriber.next(change.state),
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
  }

  close(): void {
    for (const entry of this.#entries.values()) {
      clearTimeout(entry.timer);
      entry.stream.stop();
    }
    this.#entries.clear();
  }

  #open(id: string): Entry<S, F> {
    const stream = new FollowedStream(this.source(id), this.link, this.timings);
    const entry: Entry<S, F> = { stream, users: 0, timer: undefined };
    this.#entries.set(id, entry);
    // A stream that failed for good is forgotten, so that the next look asks again.
    stream.changes.subscribe({ error: () => this.#forget(id, entry) });
    return entry;
  }

  #drop(id: string, entry: Entry<S, F>): void {
    entry.stream.stop();
    this.#forget(id, entry);
    this.onDropped(id);
  }

  #forget(id: string, entry: Entry<S, F>): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }
}

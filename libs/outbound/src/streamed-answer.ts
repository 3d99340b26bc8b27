import type { Answer, Failure, Flow, Headers } from './answer.js';
import { BodyLost } from './outbound.js';
import type { OutboundStream } from './outbound.js';

/** With so much waiting to be taken, no more is read from the connection. */
const FULL_BYTES = 512 * 1024;
/** With so little waiting, reading goes on. */
const LOW_BYTES = 128 * 1024;

/** Gives the head of an answer at once, and its body as fast as it is taken. */
export class StreamedAnswer implements Answer {
  readonly pieceByPiece = true;
  private readonly waiting: Buffer[] = [];
  private bytes = 0;
  private paused = false;
  private flow: Flow | null = null;
  /** Null while more may come. */
  private outcome: 'ended' | BodyLost | null = null;
  private wake = (): void => undefined;

  constructor(private readonly result: (result: OutboundStream) => void) {}

  head(status: number, headers: Headers, flow: Flow): void {
    this.flow = flow;
    const body = this.read();
    this.result({ kind: 'response', status, headers, body: { [Symbol.asyncIterator]: () => body } });
  }

  data(chunk: Buffer): boolean {
    this.waiting.push(chunk);
    this.bytes += chunk.length;
    this.wake();
    // undici may bring more although it was told to wait, when the other side has closed.
    if (this.bytes >= FULL_BYTES) this.paused = true;
    return !this.paused;
  }

  end(): void {
    this.outcome = 'ended';
    this.wake();
  }

  failed(failure: Failure): void {
    if (this.flow === null) return this.result(failure);
    this.outcome = new BodyLost(failure.code, failure.detail);
    this.wake();
  }

  private async *read(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        const chunk = this.waiting.shift();
        if (chunk !== undefined) {
          this.bytes -= chunk.length;
          if (this.paused && this.bytes <= LOW_BYTES) {
            this.paused = false;
            this.flow?.resume();
          }
          yield chunk;
        } else if (this.outcome === null) {
          await new Promise<void>((resolve) => (this.wake = resolve));
        } else if (this.outcome === 'ended') {
          return;
        } else {
          throw this.outcome;
        }
      }
    } finally {
      this.waiting.length = 0;
      this.flow?.stop();
    }
  }
}

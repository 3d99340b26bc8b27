import type { OutboundResult } from './outbound.js';

/** Why there is no answer, or no whole one. */
export type Failure = Exclude<OutboundResult, { readonly kind: 'response' }>;

export type Headers = Readonly<Record<string, string>>;

/** Takes an answer as it arrives: `head`, any number of `data`, `end`; `failed` instead of any of them ends it. */
export interface Answer {
  /** True: the time limit is of each wait, and begins again with every piece. */
  readonly pieceByPiece: boolean;
  head(status: number, headers: Headers, flow: Flow): void;
  /** False: no more for now, until `Flow.resume`. */
  data(chunk: Buffer): boolean;
  end(): void;
  failed(failure: Failure): void;
}

/** What an answer may do to the exchange it comes from. */
export interface Flow {
  /** More can be taken. Not to be called from within `data`. */
  resume(): void;
  /** Nothing more is wanted: the connection is closed. Harmless when the exchange is over. */
  stop(): void;
}

const NOTHING = Buffer.alloc(0);

/** Holds the whole of an answer until it is there. */
export class WholeAnswer implements Answer {
  readonly pieceByPiece = false;
  private status = 0;
  private headers: Headers = {};
  private readonly chunks: Buffer[] = [];

  constructor(private readonly result: (result: OutboundResult) => void) {}

  head(status: number, headers: Headers): void {
    this.status = status;
    this.headers = headers;
  }

  data(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    return true;
  }

  end(): void {
    const [first] = this.chunks;
    const body =
      first === undefined ? NOTHING : this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.result({ kind: 'response', status: this.status, headers: this.headers, body });
  }

  failed(failure: Failure): void {
    this.result(failure);
  }
}

import type { ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.js';
import { nowMs, Sleepers } from './clock.js';
import { answer } from './http.js';
import { fateOf, happens } from './random.js';
import type { RecordList, RecordsView } from './records.js';

/** Records are written in pieces of about this many characters. */
const PIECE = 65_536;
const TYPE = 'application/json; charset=utf-8';
const PAGE =
  '<!doctype html><html><head><title>PBX</title></head><body><h1>Please log in</h1></body></html>\n';

/** `GET /get_cdr`: all records there are, with whatever is to go wrong. */
export class CdrEndpoint {
  private requests = 0;
  /** Answers on their way. */
  private readonly open = new Set<ServerResponse>();
  private readonly sleepers = new Sleepers();

  constructor(
    private readonly seed: number,
    private readonly records: () => RecordList,
  ) {}

  async handle(response: ServerResponse, behaviour: Behaviour): Promise<void> {
    const fate = fateOf(this.seed, 'get_cdr', this.requests);
    this.requests += 1;
    if (happens(behaviour.noTenant, fate, 'no_tenant')) response.removeHeader('Tenant-UUID');
    if (happens(behaviour.cdr500, fate, 'cdr_500')) return answer(response, 500, { error: 'internal error' });
    if (happens(behaviour.cdrHtml, fate, 'cdr_html')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      return;
    }
    const list = this.records();
    list.grow(behaviour.cdrBatch, nowMs(), behaviour.people);
    this.open.add(response);
    response.on('close', () => this.open.delete(response));
    const slow = happens(behaviour.cdrSlow, fate, 'cdr_slow');
    const rest = (): Promise<void> => this.sleepers.sleep(slow ? behaviour.cdrSlowMs / 2 : 0);
    const breaks = happens(behaviour.cdrBroken, fate, 'cdr_broken');
    const half = breaks || happens(behaviour.cdrHalf, fate, 'cdr_half');
    const document = documentOf(list.view(), behaviour, half);
    await rest();
    await new Pipe(response).write(document, rest);
    if (breaks) response.destroy();
    else response.end();
  }

  /** Breaks all answers that are on their way. */
  cut(): void {
    for (const response of this.open) response.destroy();
    this.sleepers.wakeAll();
  }

  /** As at the start: the same faults come again. */
  reset(): void {
    this.requests = 0;
  }
}

/** The document in pieces; an empty one marks its middle, and `half` ends it there, within a record. */
function* documentOf(view: RecordsView, behaviour: Behaviour, half: boolean): Generator<string> {
  const middle = Math.floor(view.total / 2);
  let piece = `{"total":${String(view.total)},"data":[`;
  let n = 0;
  for (const text of view.texts(behaviour)) {
    if (n === middle) {
      yield half ? piece + text.slice(0, text.length / 2) : piece;
      yield '';
      if (half) return;
      piece = '';
    }
    piece += n + 1 < view.total ? text + ',' : text;
    n += 1;
    if (piece.length >= PIECE && n !== middle) {
      yield piece;
      piece = '';
    }
  }
  yield half ? piece : piece + ']}';
}

/** An answer that is written no faster than it is read. */
class Pipe {
  private ready = (): void => undefined;

  constructor(private readonly response: ServerResponse) {
    response.on('drain', () => this.ready());
    response.on('close', () => this.ready());
  }

  /** Writes the pieces until somebody breaks the connection, and rests at each empty one. */
  async write(pieces: Iterable<string>, rest: () => Promise<void>): Promise<void> {
    const { response } = this;
    if (response.destroyed) return;
    response.writeHead(200, { 'content-type': TYPE });
    for (const piece of pieces) {
      if (response.destroyed) return;
      if (piece === '') await rest();
      // All of it is ASCII.
      else if (!response.write(piece, 'latin1')) await this.drained();
    }
    // What was written is to leave, even if the connection is then broken.
    await this.drained((left) => response.write('', left));
  }

  /** Resolves when the connection takes more, when it is gone, or when `before` says so. */
  private drained(before: (resolve: () => void) => void = () => undefined): Promise<void> {
    return new Promise((resolve) => {
      this.ready = resolve;
      if (this.response.destroyed) resolve();
      else before(resolve);
    });
  }
}

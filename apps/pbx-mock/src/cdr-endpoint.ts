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
  private epoch = 0;
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
    const { epoch } = this;
    const pauseMs = happens(behaviour.cdrSlow, fate, 'cdr_slow') ? behaviour.cdrSlowMs / 2 : 0;
    await this.sleepers.sleep(pauseMs);
    const breaks = happens(behaviour.cdrBroken, fate, 'cdr_broken');
    const pipe = new Pipe(response, () => epoch !== this.epoch);
    const half = breaks || happens(behaviour.cdrHalf, fate, 'cdr_half');
    const whole = await pipe.write(document(list.view(), behaviour, half), () =>
      this.sleepers.sleep(pauseMs),
    );
    if (whole && !breaks) response.end();
    else response.destroy();
  }

  /** Breaks all answers that are on their way. */
  cut(): void {
    this.epoch += 1;
    this.sleepers.wakeAll();
  }

  /** As at the start: the same faults come again. */
  reset(): void {
    this.requests = 0;
  }
}

/** The document in pieces; an empty one marks its middle, and `half` ends it there, within a record. */
function* document(view: RecordsView, behaviour: Behaviour, half: boolean): Generator<string> {
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

  constructor(
    private readonly response: ServerResponse,
    private readonly cut: () => boolean,
  ) {
    response.on('drain', () => this.ready());
    response.on('close', () => this.ready());
  }

  /** Writes the pieces, and rests at each empty one; false when it came to nothing. */
  async write(pieces: Iterable<string>, rest: () => Promise<void>): Promise<boolean> {
    if (!this.gone) this.response.writeHead(200, { 'content-type': TYPE });
    for (const piece of pieces) {
      if (this.gone) return false;
      if (piece === '') await rest();
      // All of it is ASCII.
      else if (!this.response.write(piece, 'latin1') && !this.response.destroyed) {
        await new Promise<void>((resolve) => (this.ready = resolve));
      }
    }
    if (this.gone) return false;
    // What was written is to arrive, even if the connection is then broken.
    return new Promise((resolve) => this.response.write('', () => resolve(!this.gone)));
  }

  private get gone(): boolean {
    return this.response.destroyed || this.cut();
  }
}

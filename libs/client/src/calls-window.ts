import {
  CALL_STATE_RANK,
  fitsCallFilter,
  type CallFilter,
  type CallPage,
  type CallView,
  type CallsFrame,
} from '@ringside/contracts';
import { ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { CallsReading, isAbove } from './calls-reading.js';
import type { CallsState } from './calls-stream.js';
import type { CallsView, CallsWindow } from './calls.js';
import { drawing, type Drawing } from './drawing.js';
import { Eye } from './eye.js';
import { LeavingRows } from './leaving-rows.js';
import { ListIndexes } from './list-indexes.js';
import { NewerCalls } from './newer-calls.js';
import { queryPath } from './query-path.js';
import { RecentFrames } from './recent-frames.js';
import { farFrom, suffices, type OnScreen, type Rereading, type Wanted } from './rereading.js';
import { RingsideError } from './ringside-error.js';
import { StepByStep } from './step-by-step.js';
import type { HeldStream } from './stream-pool.js';
import type { Timings } from './timings.js';

/** Where the window gets its calls and their news from. */
export interface CallsSource {
  readonly held: HeldStream<CallsState, CallsFrame>;
  readonly timings: Timings;
  load(path: string): Promise<CallPage>;
}

/** Rows asked for at a time. */
export const CALLS_PAGE = 200;
/** Rows held; beyond it the farthest are forgotten and read again when one comes back to them. */
const MAX_ROWS = 15 * CALLS_PAGE;
/** Calls of frames kept for pages that are on their way. */
const MAX_RECENT = 5000;

/**
 * The list of calls as a stretch of it that moves with the eye. Frames keep held rows true; what they cannot tell (a hole, a
 * bulk change, another run of the service) is read again behind the scene and put in place around the row that was looked at.
 */
export class LiveCallsWindow implements CallsWindow {
  readonly #view = new ReplaySubject<CallsView>(1);
  readonly #draw: Drawing;
  readonly #recent = new RecentFrames((frame: CallsFrame) => frame.changes.calls.length, MAX_RECENT);
  readonly #indexes = new ListIndexes(CALLS_PAGE);
  readonly #newer = new NewerCalls();
  readonly #subscription: Subscription;
  #reading = new CallsReading(0);
  #rereading: Rereading | null = null;
  #wanted: Wanted | null = null;
  #position: { readonly epoch: string; readonly seq: number } | null = null;
  readonly #eye = new Eye();
  readonly #leaving = new LeavingRows(() => this.#sweep());
  readonly #pages: StepByStep;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rereadAt = -Infinity;

  constructor(
    private readonly source: CallsSource,
    private readonly filter: CallFilter,
  ) {
    this.#draw = drawing(() => this.#emit(), source.timings.redraw);
    this.#pages = new StepByStep(
      {
        step: () => this.#readPage(),
        failed: (error) => this.#failed(error),
        rests: () => this.#draw.soon(),
      },
      source.timings.retry,
    );
    this.#subscription = source.held.stream.changes.subscribe({
      next: (change) => {
        if (change.kind === 'snapshot') this.#onSnapshot(change.state);
        else this.#onFrame(change.frame);
      },
      error: (error: unknown) => this.#view.error(error),
    });
  }

  get view(): Observable<CallsView> {
    return this.#view;
  }

  show(start: number, end: number, top: boolean): void {
    const arrived = this.#eye.lookAt(start, end, top);
    if (arrived) this.#sweep();
    // Whoever came to index 0 is at the top, also when it was only thought to be there.
    const elsewhere = this.#indexes.guessed && this.#reading.prev !== null;
    if (arrived && (this.#newer.count > 0 || elsewhere)) this.#wanted = 'top';
    this.#draw.soon();
    this.#fill();
  }

  toTop(): void {
    this.#wanted = 'top';
    this.#eye.toTop();
    this.#fill();
  }

  toEnd(): void {
    if (this.#reading.begun && this.#reading.next === null) {
      this.#eye.toEnd(this.#reading.end);
      this.#draw.soon();
      return;
    }
    this.#wanted = 'end';
    this.#fill();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#pages.close();
    this.#leaving.close();
    this.#draw.cancel();
    this.#subscription.unsubscribe();
    this.source.held.release();
    this.#view.complete();
  }

  /** Everything as of a position: what happened between it and the last frame is not known. */
  #onSnapshot({ epoch, seq }: CallsState): void {
    const before = this.#position;
    this.#position = { epoch, seq };
    if (before?.epoch === epoch && before.seq === seq) return;
    this.#recent.reset(seq);
    // Another run counts from the beginning.
    if (before?.epoch !== epoch) this.#newer.countAnew();
    if (before === null) this.#fill();
    else this.#rereadCalmly();
  }

  #onFrame(frame: CallsFrame): void {
    this.#position = { epoch: frame.epoch, seq: frame.to };
    this.#recent.add(frame);
    if (frame.changes.reload) this.#rereadCalmly();
    this.#apply(this.#reading, frame);
    if (this.#rereading) this.#apply(this.#rereading.reading, frame);
    this.#draw.calmly();
  }

  #apply(reading: CallsReading, frame: CallsFrame): void {
    for (const call of frame.changes.calls) {
      const row = reading.get(call.id);
      if (row) {
        // A page may have more than its number says, and frames then tell of what came before: no call goes back.
        if (frame.to <= row.seq || CALL_STATE_RANK[call.state] < CALL_STATE_RANK[row.call.state]) continue;
        // It began earlier than was known, so it stands elsewhere.
        if (row.call.created_at !== call.created_at) this.#rereadCalmly();
        row.call = call;
        row.seq = frame.to;
        if (this.#fits(call)) this.#leaving.stay(call.id);
        else this.#leaving.leave(call.id);
      } else if (reading.begun && this.#fits(call)) this.#admit(reading, call, frame.to);
    }
  }

  /** A call that is not held and fits. */
  #admit(reading: CallsReading, call: CallView, seq: number): void {
    const { first, last } = reading;
    const above = first === undefined || isAbove(call, first);
    // Of a stretch that was forgotten, or not read yet: it is there when one comes to it.
    if (above && reading.prev !== null && !this.#newer.isNew(call)) return;
    if (last && isAbove(last, call) && reading.next !== null) return;
    if (this.#eye.atTop && (!above || reading.prev === null)) {
      reading.insert(call, seq);
      if (reading !== this.#reading) return;
      this.#newer.delete(call.id);
      this.#indexes.shiftBy(1);
      this.#noteExtent();
      if (reading.length > MAX_ROWS) {
        reading.dropAfter(this.#eye.end + CALLS_PAGE);
        // A first page that grew without end has no place to be cut: it is read anew.
        if (reading.length > MAX_ROWS) this.#rereadCalmly();
      }
    } else if (reading === this.#reading) this.#newer.add(call.id, seq);
  }

  #fits(call: CallView): boolean {
    return fitsCallFilter(call, this.filter);
  }

  /** Lets go what no longer fits; while somebody looks further down, it stays where it is. */
  #sweep(): void {
    if (!this.#eye.atTop) return;
    for (const id of this.#leaving.due()) {
      if (this.#reading.get(id) === undefined) continue;
      this.#reading.remove(id);
      this.#indexes.shiftBy(-1);
    }
    this.#noteExtent();
    this.#draw.calmly();
    this.#fill();
  }

  /** Reads the same rows again, but not more often than the eye can follow. */
  #rereadCalmly(): void {
    if (this.#timer !== undefined || this.#wanted !== null) return;
    const wait = Math.max(
      this.source.timings.reload / 4,
      this.#rereadAt + this.source.timings.reload - Date.now(),
    );
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#wanted ??= 'same';
      this.#fill();
    }, wait);
  }

  /** Something may be missing. */
  #fill(): void {
    if (this.#position !== null) void this.#pages.go();
  }

  /** Whether to try again. */
  #failed(error: unknown): boolean {
    const aim = this.#rereading?.aim;
    if (aim !== undefined && aim !== 'far') this.#wanted ??= aim;
    this.#rereading = null;
    if (!(error instanceof RingsideError && error.status === 400)) return true;
    this.#view.error(error);
    this.close();
    return false;
  }

  /** Reads one page, wherever one is missing; false when none is. */
  async #readPage(): Promise<boolean> {
    const rereading = (this.#rereading = this.#rereadingNow());
    if (rereading) {
      const { reading, address } = rereading;
      // Where very much came in above, the place is lost rather than all of that held.
      if (reading.length > MAX_ROWS || suffices(rereading, this.#onScreen())) this.#replace(rereading);
      else await this.#readOn(reading, reading.next ?? address);
      return true;
    }
    const reading = this.#reading;
    if (!reading.begun) {
      await this.#readOn(reading, this.#address());
      return true;
    }
    if (reading.next !== null && this.#eye.end + CALLS_PAGE > reading.end) {
      await this.#readOn(reading, reading.next);
      return true;
    }
    if (reading.prev !== null && this.#eye.start - CALLS_PAGE < reading.offset) {
      await this.#readBack(reading, reading.prev);
      return true;
    }
    return false;
  }

  /** What has to be read in place of what is shown, if anything. */
  #rereadingNow(): Rereading | null {
    const under = this.#rereading;
    const wanted = this.#wanted;
    if (wanted !== null && (under === null || wanted !== 'same')) {
      this.#wanted = null;
      this.#rereadAt = Date.now();
      return this.#rereadingFor(wanted);
    }
    const from = under?.reading ?? this.#reading;
    if ((under && under.aim !== 'far') || (!under && !from.begun) || !this.#isFar(from)) return under;
    const mark = this.#indexes.markAbove(this.#eye.start);
    const begin = mark?.index ?? 0;
    // On the way there already, and nothing is nearer.
    if (under && begin <= from.end && begin >= from.offset) return under;
    return { reading: new CallsReading(begin), aim: 'far', address: mark?.address ?? this.#address() };
  }

  #isFar(from: CallsReading): boolean {
    return farFrom(from, this.#eye.start, this.#eye.end, 2 * CALLS_PAGE);
  }

  #rereadingFor(wanted: Wanted): Rereading {
    if (wanted === 'end') {
      const reading = new CallsReading(this.#indexes.guessLastPage());
      return { reading, aim: 'end', address: this.#address({ last: 'true' }) };
    }
    const page = this.#reading.pageAt(this.#eye.start - CALLS_PAGE);
    return wanted === 'same' && page && !(this.#eye.atTop && page.top)
      ? { reading: new CallsReading(page.start), aim: 'same', address: page.address }
      : { reading: new CallsReading(0), aim: 'top', address: this.#address() };
  }

  #replace({ reading, aim }: Rereading): void {
    const old = this.#reading;
    this.#rereading = null;
    this.#reading = reading;
    this.#leaving.keep((id) => reading.get(id) !== undefined);
    if (aim === 'same') this.#anchor(old, reading);
    this.#settle(reading);
    if (reading.prev === null) this.#newer.readFromTop(reading);
    if (aim === 'top') this.#indexes.startAnew();
    this.#noteExtent();
    if (aim === 'end') this.#eye.toEnd(reading.end);
  }

  #onScreen(): OnScreen {
    const { start, end } = this.#eye;
    const [, lowest] = [...this.#reading.rows(start, end)].at(-1) ?? [];
    return { end, lowest };
  }

  /** Puts what was read anew in its place: the first row that is on the screen stays where it is. */
  #anchor(old: CallsReading, reading: CallsReading): void {
    for (const [index, call] of old.rows(this.#eye.start, this.#eye.end)) {
      const at = reading.indexOf(call.id);
      if (at === null) continue;
      reading.offset += index - at;
      return;
    }
  }

  /** Gives a stretch its place; the screen moves with it. */
  #settle(reading: CallsReading): void {
    this.#eye.moveBy(this.#indexes.settle(reading));
  }

  async #readOn(reading: CallsReading, address: string): Promise<void> {
    const page = await this.#load(address);
    if (this.#closed) return;
    this.#indexes.mark(reading.end, address);
    reading.append(address, page);
    if (reading.length > MAX_ROWS) reading.dropBefore(this.#eye.start - 3 * CALLS_PAGE);
    this.#bringUpToNow(reading, page);
  }

  async #readBack(reading: CallsReading, address: string): Promise<void> {
    const page = await this.#load(address);
    if (this.#closed) return;
    reading.offset -= reading.prepend(address, page);
    this.#indexes.mark(reading.offset, address);
    this.#settle(reading);
    if (reading.length > MAX_ROWS) reading.dropAfter(this.#eye.end + 3 * CALLS_PAGE);
    this.#bringUpToNow(reading, page);
  }

  async #load(address: string): Promise<CallPage> {
    this.#draw.soon();
    return this.source.load(address);
  }

  /** Applies to a page what happened while it was on its way. */
  #bringUpToNow(reading: CallsReading, page: CallPage): void {
    const sameRun = page.as_of.epoch === this.#position?.epoch;
    const later = sameRun ? this.#recent.since(page.as_of.seq) : null;
    if (later === null || later.some((frame) => frame.changes.reload)) this.#rereadCalmly();
    for (const frame of later ?? []) this.#apply(reading, frame);
    if (reading === this.#reading) this.#noteExtent();
  }

  #noteExtent(): void {
    this.#newer.note(this.#reading);
    this.#indexes.note(this.#reading);
  }

  #address(place = {}): string {
    return queryPath('/v1/calls', { limit: CALLS_PAGE, ...this.filter, ...place });
  }

  #emit(): void {
    if (this.#closed || this.#position === null) return;
    const reading = this.#reading;
    this.#view.next({
      total: this.#indexes.total,
      rows: new Map(reading.rows(this.#eye.start - CALLS_PAGE, this.#eye.end + CALLS_PAGE)),
      loading: !reading.begun,
      more: this.#indexes.goesOn,
      guessed: this.#indexes.guessed,
      newer: this.#newer.count,
      shift: this.#indexes.shift,
    });
  }
}

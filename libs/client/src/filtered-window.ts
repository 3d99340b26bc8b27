import type { CampaignFrame, ContactPage, RowView } from '@ringside/contracts';
import { ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { Backoff } from './backoff.js';
import type { RowFilter, RowWindow, RowsView } from './client.js';
import { drawing, type Drawing } from './drawing.js';
import { RecentFrames } from './recent-frames.js';
import { PAGE_ROWS, filterPath, type RowSource } from './row-source.js';

/** Rows a filtered list holds at most; who looks for more should narrow the filter. */
const MAX_ROWS = 50_000;

/** What has been read of a filtered list: pages follow one another by cursor. */
interface Reading {
  rows: RowView[];
  /** Event number each row is as of. */
  seqs: number[];
  readonly indexById: Map<string, number>;
  /** The next page's address; null after the last. */
  next: string | null;
}

/**
 * The rows that match a filter, read onwards as they are looked at. Rows stay where they are when
 * their status changes, so nothing jumps; a new window reads the filter anew.
 */
export class FilteredWindow implements RowWindow {
  readonly #view = new ReplaySubject<RowsView>(1);
  readonly #draw: Drawing;
  readonly #recent = new RecentFrames((frame: CampaignFrame) => frame.changes.rows.length);
  readonly #backoff: Backoff;
  readonly #subscription: Subscription;
  #reading: Reading;
  /** A second reading that replaces the first once it reaches as far as the screen. */
  #rereading: Reading | null = null;
  #rereadWanted = false;
  #start = 0;
  #end = 0;
  #loading = false;
  #first = true;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: RowSource,
    private readonly filter: RowFilter,
  ) {
    this.#draw = drawing(() => this.#emit(), source.timings.redraw);
    this.#backoff = new Backoff(source.timings.retry);
    this.#reading = this.#newReading();
    this.#subscription = source.held.stream.changes.subscribe({
      next: (change) => {
        if (change.kind === 'snapshot') {
          this.#recent.reset(change.state.seq);
          if (this.#reading.seqs.some((seq) => seq < change.state.seq)) this.#reread();
        } else this.#onFrame(change.frame);
      },
      error: (error: unknown) => this.#view.error(error),
    });
  }

  get view(): Observable<RowsView> {
    return this.#view;
  }

  show(start: number, end: number): void {
    this.#start = start;
    this.#end = end;
    this.#draw.soon();
    void this.#fill();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#draw.cancel();
    this.#subscription.unsubscribe();
    this.source.held.release();
    this.#view.complete();
  }

  #newReading(): Reading {
    return {
      rows: [],
      seqs: [],
      indexById: new Map(),
      next: filterPath(this.source.campaignId, this.filter),
    };
  }

  #onFrame(frame: CampaignFrame): void {
    this.#recent.add(frame);
    if (frame.changes.reload) this.#reread();
    patch(this.#reading, frame);
    if (this.#rereading) patch(this.#rereading, frame);
    this.#draw.calmly();
  }

  #reread(): void {
    if (this.#first) return;
    this.#rereadWanted = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fill(), this.source.timings.reload);
  }

  async #fill(): Promise<void> {
    if (this.#loading || this.#closed) return;
    this.#loading = true;
    this.#draw.soon();
    try {
      for (;;) {
        if (this.#rereadWanted && !this.#rereading) {
          this.#rereadWanted = false;
          this.#rereading = this.#newReading();
        }
        const reading = this.#rereading ?? this.#reading;
        if (this.#isEnough(reading)) {
          if (reading === this.#reading) break;
          this.#reading = reading;
          this.#rereading = null;
          this.#draw.soon();
          continue;
        }
        this.#append(reading, await this.source.load(reading.next ?? ''));
        if (this.#closed) return;
        this.#first = false;
        this.#backoff.worked();
        if (reading === this.#reading) this.#draw.soon();
      }
    } catch {
      this.#rereading = null;
      const wait = this.#backoff.failed();
      this.#timer = setTimeout(() => void this.#fill(), wait);
    } finally {
      this.#loading = false;
      this.#draw.soon();
    }
  }

  #isEnough(reading: Reading): boolean {
    const { length } = reading.rows;
    return reading.next === null || length >= MAX_ROWS || length >= this.#end + PAGE_ROWS;
  }

  #append(reading: Reading, page: ContactPage): void {
    const later = this.#recent.since(page.seq);
    if (later === null) this.#rereadWanted = true;
    for (const row of page.items) {
      if (reading.indexById.has(row.id)) continue;
      reading.indexById.set(row.id, reading.rows.length);
      reading.rows.push(row);
      reading.seqs.push(page.seq);
    }
    for (const frame of later ?? []) patch(reading, frame);
    reading.next = page.next_page;
  }

  #emit(): void {
    if (this.#closed) return;
    const { rows, next } = this.#reading;
    // While there is more, the list is a page longer than what was read, so that one can scroll on.
    const more = next !== null && rows.length < MAX_ROWS;
    const first = Math.max(0, this.#start - PAGE_ROWS);
    const shown = rows.slice(first, this.#end + PAGE_ROWS);
    this.#view.next({
      total: rows.length + (more && rows.length > 0 ? PAGE_ROWS : 0),
      rows: new Map(shown.map((row, offset) => [first + offset, row])),
      loading: this.#loading && rows.length === 0,
      more,
    });
  }
}

function patch(reading: Reading, frame: CampaignFrame): void {
  for (const row of frame.changes.rows) {
    const index = reading.indexById.get(row.id);
    if (index !== undefined && frame.to > (reading.seqs[index] ?? 0)) reading.rows[index] = row;
  }
}

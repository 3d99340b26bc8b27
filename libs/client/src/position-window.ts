import type { CampaignFrame, ContactPage, RowView } from '@ringside/contracts';
import { ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { Backoff } from './backoff.js';
import type { RowWindow, RowsView } from './client.js';
import { drawing, type Drawing } from './drawing.js';
import { RecentFrames } from './recent-frames.js';
import { PAGE_ROWS, windowPath, type RowSource } from './row-source.js';

interface LoadedPage {
  readonly rows: Map<number, RowView>;
  /** The page holds at least everything up to this event. */
  readonly seq: number;
  /** To be read again as soon as it is looked at. */
  stale: boolean;
}

/** Pages kept; the least recently shown goes first. */
const MAX_PAGES = 40;
const MAX_LOADING = 2;

/**
 * The whole list by position: only the pages around what is shown are read, and frames keep them
 * true afterwards. Ten rows and a million take the same path.
 */
export class PositionWindow implements RowWindow {
  readonly #view = new ReplaySubject<RowsView>(1);
  readonly #draw: Drawing;
  readonly #pages = new Map<number, LoadedPage>();
  readonly #loading = new Set<number>();
  readonly #recent = new RecentFrames((frame: CampaignFrame) => frame.changes.rows.length);
  readonly #backoff: Backoff;
  readonly #subscription: Subscription;
  #start = 0;
  #end = 0;
  #total: number | null = null;
  #closed = false;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly source: RowSource) {
    this.#draw = drawing(() => this.#emit(), source.timings.redraw);
    this.#backoff = new Backoff(source.timings.retry);
    this.#subscription = source.held.stream.changes.subscribe({
      next: (change) => {
        const grown = this.#total !== change.state.live.campaign.total;
        this.#total = change.state.live.campaign.total;
        if (grown) this.#fill();
        if (change.kind === 'snapshot') this.#onSnapshot(change.state.seq);
        else this.#onFrame(change.frame);
      },
      error: (error: unknown) => this.#view.error(error),
    });
  }

  get view(): Observable<RowsView> {
    return this.#view;
  }

  show(start: number, end: number): void {
    this.#start = Math.max(0, start);
    this.#end = Math.max(this.#start, end);
    this.#draw.soon();
    this.#fill();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#draw.cancel();
    this.#subscription.unsubscribe();
    this.source.held.release();
    this.#view.complete();
  }

  #onSnapshot(seq: number): void {
    this.#recent.reset(seq);
    for (const page of this.#pages.values()) if (page.seq < seq) page.stale = true;
    this.#draw.soon();
    this.#fill();
  }

  #onFrame(frame: CampaignFrame): void {
    this.#recent.add(frame);
    if (frame.changes.reload) {
      for (const page of this.#pages.values()) if (frame.to > page.seq) page.stale = true;
      this.#fill();
    }
    for (const row of frame.changes.rows) {
      const page = this.#pages.get(pageOf(row.position - 1));
      if (page && frame.to > page.seq) page.rows.set(row.position - 1, row);
    }
    this.#draw.calmly();
  }

  /** Starts what is missing: the pages on the screen, then one to either side. */
  #fill(): void {
    if (this.#closed) return;
    const wait = this.#notBefore - Date.now();
    if (wait > 0) {
      this.#retryIn(wait);
      return;
    }
    for (const page of this.#wanted()) {
      if (this.#loading.size >= MAX_LOADING) return;
      const known = this.#pages.get(page);
      if (!this.#loading.has(page) && (!known || known.stale)) void this.#load(page);
    }
  }

  #wanted(): number[] {
    const [first, last] = this.#visiblePages();
    const around = [];
    for (let page = first; page <= last; page++) around.push(page);
    around.push(last + 1, first - 1);
    const lastPage = this.#total === null ? 0 : pageOf(Math.max(0, this.#total - 1));
    return around.filter((page) => page >= 0 && page <= lastPage);
  }

  #visiblePages(): [number, number] {
    return [pageOf(this.#start), pageOf(Math.max(this.#start, this.#end - 1))];
  }

  async #load(page: number): Promise<void> {
    this.#loading.add(page);
    const known = this.#pages.get(page);
    if (known) known.stale = false;
    try {
      const answer = await this.source.load(windowPath(this.source.campaignId, page * PAGE_ROWS + 1));
      if (this.#closed) return;
      this.#backoff.worked();
      this.#store(page, answer);
    } catch {
      if (known) known.stale = true;
      this.#backOff(this.#backoff.failed());
    } finally {
      this.#loading.delete(page);
      this.#draw.soon();
      this.#fill();
    }
  }

  #store(page: number, answer: ContactPage): void {
    const rows = new Map<number, RowView>(answer.items.map((row) => [row.position - 1, row]));
    const later = this.#recent.since(answer.seq);
    let stale = later === null;
    for (const frame of later ?? []) {
      if (frame.changes.reload) stale = true;
      for (const row of frame.changes.rows) {
        if (pageOf(row.position - 1) === page) rows.set(row.position - 1, row);
      }
    }
    // Read too early, or in the middle of a bulk change: once more, but not in a tight circle.
    if (stale) this.#backOff(this.source.timings.reload);
    this.#pages.delete(page);
    this.#pages.set(page, { rows, seq: answer.seq, stale });
    this.#total ??= answer.total;
    this.#forgetFarPages();
  }

  #forgetFarPages(): void {
    const [first, last] = this.#visiblePages();
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= MAX_PAGES) return;
      if (page < first - 1 || page > last + 1) this.#pages.delete(page);
    }
  }

  #backOff(ms: number): void {
    this.#notBefore = Date.now() + ms;
    this.#retryIn(ms);
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fill(), ms);
  }

  #emit(): void {
    if (this.#closed || this.#total === null) return;
    const [first, last] = this.#visiblePages();
    const rows = new Map<number, RowView>();
    let loading = false;
    for (let page = first - 1; page <= last + 1; page++) {
      const known = this.#pages.get(page);
      if (known) for (const [index, row] of known.rows) rows.set(index, row);
      else if (this.#loading.has(page) && page >= first && page <= last) loading = true;
    }
    this.#view.next({ total: this.#total, rows, loading, more: false });
  }
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE_ROWS);
}

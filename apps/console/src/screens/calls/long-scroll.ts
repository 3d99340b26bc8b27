import type { CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { afterRenderEffect, computed, signal, untracked, type Signal } from '@angular/core';

/** Rows that are laid out at a time: no browser holds a page as tall as a million of them. */
const MOST = 10_000;
/** So near to the first or last of them others are laid out, if there are any. */
const EDGE = MOST / 8;

/**
 * Scrolls through a list of any length in a viewport that holds a part of it. Near an edge of that part another one takes its
 * place, and the viewport moves with it in the same frame: what is on the screen does not. Everything here counts in the whole list.
 */
export class LongScroll {
  readonly #wanted = signal(0);
  /** Where the viewport has to be once what was changed is drawn, pixels. */
  readonly #pending = signal<number | null>(null);

  /** How the viewport came to rest by itself, maybe not where it should: as long as it does, there is nothing to follow. */
  #landed = '';

  /** Index of the first row that is laid out. */
  readonly base = computed(() => Math.max(0, Math.min(this.#wanted(), this.total() - MOST / 2)));
  /** How many are. */
  readonly laidOut = computed(() => Math.min(MOST, this.total() - this.base()));

  /** It is about to move: the viewport shows something else yet. */
  readonly moving = computed(() => this.#pending() !== null);

  constructor(
    private readonly viewport: Signal<CdkVirtualScrollViewport>,
    private readonly height: Signal<number>,
    private readonly total: Signal<number>,
  ) {
    afterRenderEffect(() => {
      const top = this.#pending();
      if (top === null) return;
      untracked(() => {
        this.viewport().scrollToOffset(top - this.base() * this.height());
        this.#pending.set(null);
        this.#landed = this.#standing();
        // Draws the rows there in the same frame.
        this.viewport().checkViewportSize();
      });
    });
  }

  /** Distance of the screen's upper edge from the beginning of the list, pixels. */
  get top(): number {
    return (
      untracked(this.#pending) ??
      untracked(this.#wanted) * untracked(this.height) + untracked(this.viewport).measureScrollOffset('top')
    );
  }

  to(top: number): void {
    this.#place(Math.max(0, top), this.#baseFor(top));
  }

  /** So many rows came in above the screen. */
  moveBy(rows: number): void {
    const top = Math.max(1, this.top + rows * untracked(this.height));
    const base = untracked(this.base);
    this.#place(top, base === 0 ? this.#baseFor(top) : Math.max(0, base + rows));
  }

  /** Lays other rows out where one is near the edge of those that are. */
  followEye(): void {
    // The list may have turned out shorter.
    this.#wanted.set(untracked(this.base));
    if (this.#standing() === this.#landed) return;
    const { top } = this;
    const base = this.#baseFor(top);
    if (base !== untracked(this.base)) this.#place(top, base);
  }

  #standing(): string {
    return `${untracked(this.viewport).measureScrollOffset('top')} of ${untracked(this.total)}`;
  }

  #place(top: number, base: number): void {
    this.#wanted.set(base);
    this.#pending.set(top);
  }

  #baseFor(top: number): number {
    const [base, total, height] = [untracked(this.base), untracked(this.total), untracked(this.height)];
    const first = Math.floor(top / height);
    const last = first + Math.ceil(untracked(this.viewport).getViewportSize() / height);
    const above = base === 0 || first >= base + EDGE;
    const below = base + MOST >= total || last <= base + MOST - EDGE;
    return above && below && first >= base ? base : Math.max(0, first - MOST / 2);
  }
}

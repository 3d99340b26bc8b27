import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  afterRenderEffect,
  computed,
  effect,
  inject,
  linkedSignal,
  untracked,
  viewChild,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { switchMap } from 'rxjs';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatNumber } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { ViewportStore } from '../../core/viewport.store.js';
import { IconComponent } from '../../ui/icon.component.js';
import { StateNameComponent } from '../../ui/state-name.component.js';
import { BoardStore } from './board.store.js';
import { ContactRowComponent } from './contact-row.component.js';
import { ListStore } from './list.store.js';

/** Height of a row; on a phone a little more, as long as the browser can still hold the whole list. */
const ROW = 32;
const TOUCH_ROW = 40;
const TOUCH_LIMIT = 400_000;

/**
 * The list in the order it is dialed: virtual rows that follow the calls until the user scrolls.
 * One stop of the Tab key; the arrow keys move within.
 */
@Component({
  selector: 'rs-contact-list',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    ContactRowComponent,
    IconComponent,
    StateNameComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './contact-list.component.html',
  styleUrls: ['../../ui/list-tools.css', '../../ui/long-list.css', './contact-list.component.css'],
})
export class ContactListComponent {
  readonly #board = inject(BoardStore);
  readonly #phone = inject(ViewportStore).phone;
  readonly #live = inject(ConnectionStore).live;
  protected readonly list = inject(ListStore);
  protected readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  protected readonly searchField = viewChild.required<ElementRef<HTMLInputElement>>('search');

  protected readonly total = computed(() => this.list.view().total);
  /** How many rows match, as far as that is known. */
  protected readonly matching = computed(() => {
    const known = this.list.matching();
    return known === null ? null : { count: known, text: formatNumber(known) };
  });
  protected readonly height = computed(() =>
    this.#phone() && this.total() <= TOUCH_LIMIT ? TOUCH_ROW : ROW,
  );
  /** What the viewport repeats: only how many matters, each row is found by its index. */
  protected readonly places = computed(() => new Array<null>(this.total()).fill(null));
  protected readonly byIndex = (index: number): number => index;

  /** Whether the list scrolls along with the calls; a link to a row stays at that row. */
  protected readonly following = linkedSignal({
    source: this.#board.id,
    computation: () => untracked(this.list.selected) === null,
  });
  readonly #frontier = computed(() => this.#board.lines().at(-1)?.position ?? null);
  /** There is something to follow, and it is not being followed. */
  protected readonly astray = computed(
    () => !this.following() && !this.list.filtered() && this.#frontier() !== null,
  );
  /** The list scrolls along at this moment. */
  protected readonly followed = computed(() => this.#live() && this.following() && this.#frontier() !== null);
  /** Index of the row the arrow keys are at. */
  protected readonly active = linkedSignal<number | null>(() => {
    const position = this.list.selected();
    return position === null || this.list.filtered() ? null : position - 1;
  });
  protected readonly activeId = computed(() => {
    const active = this.active();
    return active === null ? null : `row-${active}`;
  });

  constructor() {
    inject(KeysService).bind(
      { '/': () => this.searchField().nativeElement.focus(), l: () => this.backToLive() },
      inject(DestroyRef),
    );
    const range = toSignal(
      toObservable(this.viewport).pipe(switchMap((viewport) => viewport.renderedRangeStream)),
    );
    effect(() => {
      const shown = range();
      if (shown) untracked(() => this.list.show(shown.start, shown.end));
    });
    effect(() => {
      // The window grows with the page: CDK has to be told.
      this.height();
      this.#phone();
      untracked(() => this.viewport().checkViewportSize());
    });
    afterRenderEffect(() => {
      const frontier = this.#frontier();
      if (frontier !== null && this.following() && !this.list.filtered()) this.#reveal(frontier - 1);
    });
    this.#revealLinkedRow();
    this.#watchSize();
  }

  protected backToLive(): void {
    this.list.clearFilter();
    this.following.set(true);
  }

  /** The user took the list into the own hands. */
  protected stray(): void {
    if (this.#frontier() !== null) this.following.set(false);
  }

  protected onPointerDown(event: PointerEvent): void {
    // The scrollbar: to the right of the content.
    if (event.target === event.currentTarget) this.stray();
  }

  protected onClick(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    // Marking text to copy it is no click on the row.
    if (row && getSelection()?.isCollapsed !== false) this.#open(Number(row.dataset['index']));
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.viewport().getViewportSize() / this.height()) - 1);
    const at = this.active() ?? this.#firstVisible();
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active() === null ? at : at + 1,
      ArrowUp: this.active() === null ? at : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.total() - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#moveTo(to);
    } else if (event.key === 'Enter' && this.active() !== null) {
      event.preventDefault();
      this.#open(this.active());
    }
  }

  /** Opens a row's story, or closes it when it is open already. */
  #open(index: number | null): void {
    const row = index === null ? undefined : this.list.view().rows.get(index);
    if (!row) return;
    this.active.set(index);
    this.list.select(row.position === this.list.selected() ? null : row.position);
  }

  #moveTo(index: number): void {
    const to = Math.min(Math.max(0, index), this.total() - 1);
    if (to < 0) return;
    this.stray();
    this.active.set(to);
    const [top, bottom] = this.#visible();
    const offset = to * this.height();
    if (offset < top) this.viewport().scrollToOffset(offset);
    else if (offset + this.height() > bottom) {
      this.viewport().scrollToOffset(offset + this.height() - this.viewport().getViewportSize());
    }
  }

  #visible(): [number, number] {
    const top = this.viewport().measureScrollOffset('top');
    return [top, top + this.viewport().getViewportSize()];
  }

  #firstVisible(): number {
    return Math.ceil(this.viewport().measureScrollOffset('top') / this.height());
  }

  /** Keeps the row two thirds down, where the eye finds what was just dialed and what comes next. */
  #reveal(index: number): void {
    const size = this.viewport().getViewportSize();
    this.viewport().scrollToOffset(Math.max(0, (index + 1) * this.height() - Math.floor((size * 2) / 3)));
  }

  /** A link to a row shows it, once the list is long enough. */
  #revealLinkedRow(): void {
    let revealed = this.list.selected() === null;
    afterRenderEffect(() => {
      const position = this.list.selected();
      if (revealed || position === null || this.list.filtered() || this.total() < position) return;
      revealed = true;
      untracked(() => this.#reveal(position - 1));
    });
  }

  #watchSize(): void {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => this.viewport().checkViewportSize());
    observer.observe(host);
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }
}

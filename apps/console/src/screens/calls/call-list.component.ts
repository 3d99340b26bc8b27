import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { NgTemplateOutlet } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { merge, switchMap } from 'rxjs';
import type { CallView } from '@ringside/contracts';
import { AccountStore } from '../../core/account.store.js';
import { formatNumber } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { ViewportStore } from '../../core/viewport.store.js';
import { IconComponent } from '../../ui/icon.component.js';
import { CallRowComponent } from './call-row.component.js';
import { CallsStore } from './calls.store.js';
import { FeedsStore } from './feeds.store.js';
import { FiltersComponent } from './filters.component.js';
import { LongScroll } from './long-scroll.js';

/** Height of a row; in a hand it has two lines. */
const ROW = 32;
const TWO_LINES = 52;
/** A list longer than this may need a way to its other end. */
const SCREENFUL = 40;

/**
 * All calls, newest first: virtual rows. At its top new calls come in; elsewhere they are counted, and what one looks at
 * stays where it is. One stop of the Tab key; the arrow keys, and j and k, move within.
 */
@Component({
  selector: 'rs-call-list',
  imports: [
    CallRowComponent,
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    FiltersComponent,
    IconComponent,
    NgTemplateOutlet,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.tenants]': 'tenants()' },
  templateUrl: './call-list.component.html',
  styleUrls: ['../../ui/list-tools.css', '../../ui/long-list.css', './call-list.component.css'],
})
export class CallListComponent {
  protected readonly phone = inject(ViewportStore).phone;
  readonly #feeds = inject(FeedsStore);
  readonly #account = inject(AccountStore);
  protected readonly calls = inject(CallsStore);
  protected readonly viewport = viewChild.required(CdkVirtualScrollViewport);

  protected readonly height = computed(() => (this.phone() ? TWO_LINES : ROW));
  protected readonly total = computed(() => this.calls.view().total);
  protected readonly scroll = new LongScroll(this.viewport, this.height, this.total);
  /** What the viewport repeats: only how many matters, each row is found by its index. */
  protected readonly places = computed(() => new Array<null>(this.scroll.laidOut()).fill(null));
  protected readonly long = computed(() => this.total() > SCREENFUL);
  protected readonly atTop = signal(true);
  protected readonly byIndex = (index: number): number => index;
  protected readonly newer = computed(() => {
    const count = this.calls.view().newer;
    return { count, text: formatNumber(count) };
  });
  protected readonly tenants = this.#feeds.several;
  readonly #campaigns = computed(
    () => new Map((this.#account.campaigns() ?? []).map((campaign) => [campaign.id, campaign.name])),
  );

  /** The call the arrow keys are at. It keeps its place among the others when new ones come in. */
  protected readonly activeId = linkedSignal<string | null>(() => this.calls.selected());
  /** Its index, as long as it is drawn. */
  protected readonly active = computed(() => {
    const id = this.activeId();
    if (id === null) return null;
    for (const [index, call] of this.calls.view().rows) if (call.id === id) return index;
    return null;
  });
  #shift = 0;
  /** The oldest call is to be gone to, once it is there. */
  #ending = false;

  constructor() {
    inject(KeysService).bind(
      {
        j: () => this.#step(1),
        k: () => this.#step(-1),
        l: () => this.toTop(),
      },
      inject(DestroyRef),
    );
    const moved = toSignal(
      toObservable(this.viewport).pipe(
        switchMap((viewport) => merge(viewport.renderedRangeStream, viewport.elementScrolled())),
      ),
    );
    effect(() => {
      this.height();
      untracked(() => this.viewport().checkViewportSize());
    });
    effect(() => {
      // Another list is read from its top.
      this.calls.listOf();
      this.#shift = 0;
      this.#ending = false;
      untracked(() => this.scroll.to(0));
    });
    effect(() => {
      // Before what is new is drawn: afterwards the browser may have moved by itself.
      const { shift } = this.calls.view();
      untracked(() => {
        this.#moveAlong(shift);
        this.#goToEnd();
      });
    });
    effect(() => {
      // After what moves the list: until it has moved, there is nothing to tell.
      moved();
      // Who waits at the edge goes on once it is known that there is more.
      this.total();
      if (!this.scroll.moving()) untracked(() => this.#tellRange());
    });
    this.#watchSize();
  }

  protected tenantOf(call: CallView | undefined): string | null {
    if (!this.tenants()) return null;
    return (call?.tenant_id && this.#feeds.tenantNames().get(call.tenant_id)) || '–';
  }
  protected originOf(call: CallView | undefined): string | null {
    return (call?.campaign_id && this.#campaigns().get(call.campaign_id)) || null;
  }

  protected toTop(): void {
    this.#ending = false;
    this.scroll.to(0);
    this.calls.toTop();
  }

  protected toEnd(): void {
    this.#ending = true;
    this.calls.toEnd();
  }

  protected onClick(event: Event): void {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('a')) return;
    const row = target?.closest<HTMLElement>('[data-index]');
    // Marking text to copy it is no click on the row.
    if (row && getSelection()?.isCollapsed !== false) this.#open(Number(row.dataset['index']));
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.viewport().getViewportSize() / this.height()) - 1);
    const active = this.active();
    const at = active ?? this.#firstVisible();
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active === null ? at : at + 1,
      ArrowUp: active === null ? at : at - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#moveTo(to);
    } else if (event.key === 'Home') {
      event.preventDefault();
      this.toTop();
      this.activeId.set(this.calls.view().rows.get(0)?.id ?? null);
    } else if (event.key === 'End') {
      event.preventDefault();
      this.toEnd();
    } else if (event.key === 'Enter' && active !== null) {
      event.preventDefault();
      this.#open(active);
    }
  }

  /** j and k work wherever the focus is, and take it into the list. */
  #step(by: number): void {
    this.viewport().elementRef.nativeElement.focus({ preventScroll: true });
    const active = this.active();
    this.#moveTo(active === null ? this.#firstVisible() : active + by);
  }

  /** Opens a call's story, or closes it when it is open already. */
  #open(index: number): void {
    const call = this.calls.view().rows.get(index);
    if (!call) return;
    this.activeId.set(call.id);
    this.calls.select(call.id === this.calls.selected() ? null : call.id);
  }

  #moveTo(index: number): void {
    const to = Math.min(Math.max(0, index), this.total() - 1);
    if (to < 0) return;
    const call = this.calls.view().rows.get(to);
    if (call) this.activeId.set(call.id);
    const { top } = this.scroll;
    const size = this.viewport().getViewportSize();
    const offset = to * this.height();
    if (offset < top) this.scroll.to(offset);
    else if (offset + this.height() > top + size) this.scroll.to(offset + this.height() - size);
  }

  #firstVisible(): number {
    return Math.ceil(this.scroll.top / this.height());
  }

  #tellRange(): void {
    this.scroll.followEye();
    const base = this.scroll.base();
    const { start, end } = this.viewport().getRenderedRange();
    this.atTop.set(this.scroll.top < 1);
    if (!this.scroll.moving()) this.calls.show(base + start, base + Math.max(end, start + 1), this.atTop());
  }

  /** Rows came in above, or went: what is on the screen stays there, unless it is the top that one looks at. */
  #moveAlong(shift: number): void {
    const rows = shift - this.#shift;
    this.#shift = shift;
    if (rows !== 0 && this.scroll.top >= 1) this.scroll.moveBy(rows);
  }

  #goToEnd(): void {
    const { more, rows, total } = this.calls.view();
    if (!this.#ending || more || total === 0) return;
    this.#ending = !rows.has(total - 1);
    this.#moveTo(total - 1);
  }

  #watchSize(): void {
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => this.viewport().checkViewportSize());
    effect(() => observer.observe(this.viewport().elementRef.nativeElement));
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }
}

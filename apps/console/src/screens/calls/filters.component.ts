import type { ElementRef } from '@angular/core';
import { ChangeDetectionStrategy, Component, computed, inject, signal, viewChild } from '@angular/core';
import { DestroyRef } from '@angular/core';
import { formatMoment } from '../../core/format.js';
import { ClockStore } from '../../core/clock.store.js';
import { KeysService } from '../../core/keys.service.js';
import { IconComponent } from '../../ui/icon.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { STATE_CHOICES, localOf, momentOfLocal, type FilterName } from './calls-filter.js';
import { CallsStore } from './calls.store.js';
import { DirectionComponent } from './direction.component.js';
import { FeedsStore } from './feeds.store.js';
import { StateNameComponent } from '../../ui/state-name.component.js';

/** What the list is filtered by: a number at hand, the rest behind a button, all of it in chips. */
@Component({
  selector: 'rs-call-filters',
  imports: [DirectionComponent, IconComponent, StateNameComponent, StatusComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './filters.component.html',
  styleUrls: ['../../ui/list-tools.css', './filters.component.css'],
})
export class FiltersComponent {
  readonly #clock = inject(ClockStore);
  protected readonly calls = inject(CallsStore);
  protected readonly feeds = inject(FeedsStore);
  protected readonly numberField = viewChild.required<ElementRef<HTMLInputElement>>('number');
  protected readonly states = STATE_CHOICES;
  protected readonly open = signal(false);
  protected readonly manyTenants = computed(
    () => this.feeds.several() || this.calls.filter().tenant !== undefined,
  );
  /** How many of the filters behind the button are set. */
  protected readonly set = computed(() => {
    const { number: _number, ...behind } = this.calls.filter();
    return Object.keys(behind).length;
  });
  protected readonly from = computed(() => localOf(this.calls.filter().from));
  protected readonly to = computed(() => localOf(this.calls.filter().to));
  protected readonly zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  constructor() {
    inject(KeysService).bind({ '/': () => this.numberField().nativeElement.focus() }, inject(DestroyRef));
  }

  protected setTime(name: FilterName, value: string): void {
    this.calls.set(name, momentOfLocal(value));
  }
  protected moment(at: string): string {
    return formatMoment(Date.parse(at), this.#clock.now());
  }
  protected tenantName(id: string): string {
    return this.feeds.tenantNames().get(id) ?? id.slice(0, 8);
  }
}

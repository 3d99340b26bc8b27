import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatDuration, formatNumber } from '../../core/format.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { ReasonComponent } from '../../ui/reason.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { shownStatus, stateSince } from '../../ui/status.js';
import type { LineSlot } from './line-slots.js';
import { RingComponent } from './ring.component.js';

/** One line: the number it calls, the call's state, how long it has been in it and how long it may be. */
@Component({
  selector: 'rs-line-panel',
  imports: [PhoneComponent, ReasonComponent, RingComponent, StatusComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'kind()', '[class.dense]': 'dense()' },
  templateUrl: './line-panel.component.html',
  styleUrl: './line-panel.component.css',
})
export class LinePanelComponent {
  readonly #connection = inject(ConnectionStore);
  readonly slot = input.required<LineSlot>();
  readonly number = input.required<number>();
  /** Whether the campaign dials: a free line is then free, not merely ready. */
  readonly dialing = input(false);
  /** One row instead of three. */
  readonly dense = input(false);
  /** Asks for the row's story. */
  readonly opened = output<number>();

  protected readonly row = computed(() => this.slot().row);
  protected readonly position = computed(() => formatNumber(this.row()?.position ?? 0));
  protected readonly status = computed(() => {
    const row = this.row();
    return row ? shownStatus(row) : null;
  });
  protected readonly over = computed(() => this.slot().resultUntil !== null);
  protected readonly kind = computed(() => (this.row() ? `r-${this.status()}` : 'free'));

  readonly #since = computed(() => {
    const row = this.row();
    const at = row && stateSince(row);
    return at ? Date.parse(at) : null;
  });
  readonly #deadline = computed(() => {
    const at = this.row()?.deadline_at;
    return at ? Date.parse(at) : null;
  });
  /** How long the call has been in its state; of a finished call, how long it was talked. */
  protected readonly time = computed(() => {
    const row = this.row();
    if (row && this.over()) {
      if (!row.answered_at || !row.ended_at) return '';
      return formatDuration(Date.parse(row.ended_at) - Date.parse(row.answered_at));
    }
    const since = this.#since();
    return since === null ? '' : formatDuration(this.#connection.shownAt() - since);
  });
  protected readonly closed = computed(() => {
    const [since, deadline] = [this.#since(), this.#deadline()];
    if (this.over()) return 1;
    if (since === null || deadline === null || deadline <= since) return 0;
    return (this.#connection.shownAt() - since) / (deadline - since);
  });
  /** The most this state may last. */
  protected readonly atMost = computed(() => {
    const [since, deadline] = [this.#since(), this.#deadline()];
    return since === null || deadline === null ? null : formatDuration(deadline - since);
  });
}

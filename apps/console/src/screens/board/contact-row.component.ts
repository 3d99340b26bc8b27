import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { RowView } from '@ringside/contracts';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatClock, formatDuration, formatExact, formatNumber } from '../../core/format.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { ReasonComponent } from '../../ui/reason.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { inFlight, shownStatus } from '../../ui/status.js';

/** The cells of one row; the times of a call in flight count up. */
@Component({
  selector: 'rs-contact-row',
  imports: [PhoneComponent, ReasonComponent, StatusComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './contact-row.component.html',
  styleUrls: ['../../ui/list-row.css', './contact-row.component.css'],
})
export class ContactRowComponent {
  readonly #connection = inject(ConnectionStore);
  /** Absent while it is being read. */
  readonly row = input<RowView>();

  protected readonly status = computed(() => {
    const row = this.row();
    return row ? shownStatus(row) : 'idle';
  });
  protected readonly position = computed(() => formatNumber(this.row()?.position ?? 0));
  protected readonly started = computed(() => formatClock(this.row()?.started_at ?? null));
  protected readonly startedExact = computed(() => formatExact(this.row()?.started_at ?? null));
  protected readonly ring = computed(() => {
    const row = this.row();
    return row ? this.#span(row, row.ringing_at, row.answered_at ?? row.ended_at) : '';
  });
  protected readonly talk = computed(() => {
    const row = this.row();
    return row ? this.#span(row, row.answered_at, row.ended_at) : '';
  });

  #span(row: RowView, from: string | null, to: string | null): string {
    if (from === null) return '';
    if (to !== null) return formatDuration(Date.parse(to) - Date.parse(from));
    return inFlight(row) ? formatDuration(this.#connection.shownAt() - Date.parse(from)) : '';
  }
}

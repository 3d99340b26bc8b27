import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { ClockStore } from '../../core/clock.store.js';
import { formatMoment, formatNumber, formatRate } from '../../core/format.js';
import { ProgressBarComponent } from '../../ui/progress-bar.component.js';
import type { Segment, StatusFilter } from '../../ui/segments.js';
import { StateNameComponent } from '../../ui/state-name.component.js';

/** The whole list in one bar, with its counts (each a filter), the rate and the expected end. */
@Component({
  selector: 'rs-progress',
  imports: [ProgressBarComponent, StateNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './progress.component.html',
  styleUrl: './progress.component.css',
})
export class ProgressComponent {
  readonly #clock = inject(ClockStore);
  readonly segments = input.required<readonly Segment[]>();
  /** Calls a minute, if known. */
  readonly rate = input<number | null>(null);
  /** Epoch milliseconds, if known. */
  readonly end = input<number | null>(null);
  readonly filter = input<StatusFilter | null>(null);
  readonly picked = output<StatusFilter>();

  /** Always there: what every list has. The others appear with their first count. */
  protected readonly counts = computed(() =>
    this.segments()
      .filter(
        ({ count, filter }) =>
          count > 0 || filter === 'completed' || filter === 'in_flight' || filter === 'idle',
      )
      .map((segment) => ({ ...segment, text: formatNumber(segment.count) })),
  );
  protected readonly rateText = computed(() => {
    const rate = this.rate();
    return rate === null ? null : formatRate(rate);
  });
  protected readonly endText = computed(() => {
    const end = this.end();
    return end === null ? null : formatMoment(end, this.#clock.now());
  });
}

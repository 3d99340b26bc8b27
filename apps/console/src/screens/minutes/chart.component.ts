import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { formatDay, formatMinutes, formatNumber } from '../../core/format.js';
import { scaleOf, type DayOfCalls } from './minutes.js';

/** Share of its place that a bar takes. */
const BAR = 0.72;

/** Minutes of each day as stacked bars. The table below says the same, so it is not read out. */
@Component({
  selector: 'rs-minutes-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    <div class="plot" (mouseleave)="pointed.set(null)">
      @for (line of lines(); track line.value) {
        <div class="line" [style.bottom.%]="line.share">
          <span>{{ line.text }}</span>
        </div>
      }
      <svg [attr.viewBox]="'0 0 ' + days().length + ' 100'" preserveAspectRatio="none">
        @for (bar of bars(); track bar.day) {
          <g [class.dim]="pointed() !== null && pointed() !== bar.index">
            <rect
              class="answered"
              [attr.x]="bar.x"
              [attr.width]="width"
              [attr.y]="100 - bar.answered"
              [attr.height]="bar.answered"
            />
            <rect
              class="unanswered"
              [attr.x]="bar.x"
              [attr.width]="width"
              [attr.y]="100 - bar.answered - bar.unanswered"
              [attr.height]="bar.unanswered"
            />
            <rect
              class="place"
              y="0"
              width="1"
              height="100"
              [attr.x]="bar.index"
              (mouseenter)="pointed.set(bar.index)"
            />
          </g>
        }
      </svg>
      @if (tip(); as tip) {
        <p class="tip small" [class.left]="tip.center > 60" [style.left.%]="tip.center">
          <b>{{ tip.day }}</b>
          <span
            ><i class="answered"></i><ng-container i18n>{{ tip.answered }} min answered</ng-container></span
          >
          <span
            ><i class="unanswered"></i
            ><ng-container i18n>{{ tip.unanswered }} min unanswered</ng-container></span
          >
        </p>
      }
      @for (bar of bars(); track bar.day) {
        @if (bar.label) {
          <span class="day" [style.left.%]="bar.center">{{ bar.label }}</span>
        }
      }
    </div>
  `,
  styleUrl: './chart.component.css',
})
export class MinutesChartComponent {
  /** Oldest first. */
  readonly days = input.required<readonly DayOfCalls[]>();
  /** Index of the day under the pointer. */
  protected readonly pointed = signal<number | null>(null);
  protected readonly width = BAR;

  readonly #scale = computed(() =>
    scaleOf(Math.max(0, ...this.days().map((day) => day.answeredSeconds + day.unansweredSeconds)) / 60),
  );
  protected readonly lines = computed(() => {
    const { top, lines } = this.#scale();
    return lines.map((value) => ({ value, share: (value / top) * 100, text: formatNumber(value) }));
  });
  protected readonly bars = computed(() => {
    const days = this.days();
    const { top } = this.#scale();
    const share = (seconds: number): number => (seconds / 60 / top) * 100;
    return days.map((day, index) => ({
      index,
      day: day.day,
      x: index + (1 - BAR) / 2,
      center: ((index + 0.5) / days.length) * 100,
      answered: share(day.answeredSeconds),
      unanswered: share(day.unansweredSeconds),
      // Every week one, counted from today: the days between explain themselves.
      label: (days.length - 1 - index) % 7 === 0 ? formatDay(day.day) : null,
    }));
  });
  protected readonly tip = computed(() => {
    const index = this.pointed();
    const day = index === null ? undefined : this.days()[index];
    const bar = index === null ? undefined : this.bars()[index];
    return day && bar
      ? {
          day: formatDay(day.day),
          center: bar.center,
          answered: formatMinutes(day.answeredSeconds),
          unanswered: formatMinutes(day.unansweredSeconds),
        }
      : null;
  });
}

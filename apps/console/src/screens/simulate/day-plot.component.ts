import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { SimulatedPolicy } from '@ringside/contracts';
import { formatNumber, formatRate } from '../../core/format.js';
import { scaleOf } from '../minutes/minutes.js';
import { PolicyNameComponent } from './policy-name.component.js';
import { pathOf, rangeOf, thin } from './plot.js';

/** A line of one policy: a value a minute of the day. */
export interface DayLine {
  readonly policy: SimulatedPolicy;
  readonly values: readonly (number | null)[];
}
/** Ten minutes of a day of eight hours: finer lines show the noise and not the day. */
const MOST_POINTS = 48;

/** Something over the hours of the day, a line a policy, with a limit if there is one. Its content is its title. */
@Component({
  selector: 'rs-day-plot',
  imports: [PolicyNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h3><ng-content /></h3>
      @if (limit() !== null) {
        <span class="key">
          <svg viewBox="0 0 18 4" aria-hidden="true"><path class="limit" d="M0 2H18" /></svg>{{ limitName() }}
        </span>
      }
    </div>
    @for (line of spoken(); track line.policy) {
      <p class="only-heard">
        <rs-policy-name [policy]="line.policy" />
        <ng-container i18n>between {{ line.least }} and {{ line.most }}</ng-container>
      </p>
    }
    <div class="plot" aria-hidden="true">
      @for (line of scale(); track line.text) {
        <div class="line" [class.zero]="line.zero" [style.bottom.%]="line.share">
          <span>{{ line.text }}</span>
        </div>
      }
      <svg viewBox="0 0 100 100" preserveAspectRatio="none">
        @if (limitPath(); as d) {
          <path class="limit" [attr.d]="d" />
        }
        @for (line of paths(); track line.policy) {
          <path [class]="line.policy" [attr.d]="line.d" />
        }
      </svg>
      @for (hour of hourMarks(); track hour.text) {
        <span class="hour" [style.left.%]="hour.at">{{ hour.text }}</span>
      }
    </div>
  `,
  styleUrls: ['./lines.css', './day-plot.component.css'],
})
export class DayPlotComponent {
  readonly lines = input.required<readonly DayLine[]>();
  readonly hours = input.required<number>();
  /** Drawn as a line of its own, and what it is called. */
  readonly limit = input<number | null>(null);
  readonly limitName = input('');
  /** Top of the scale at least; the scale never ends above `most`. */
  readonly least = input(0);
  readonly most = input(Infinity);

  readonly #points = computed(() =>
    this.lines().map(({ policy, values }) => ({ policy, points: thin(values, MOST_POINTS) })),
  );
  readonly #ends = computed(() => {
    const { least, most } = rangeOf(this.#points().flatMap(({ points }) => points));
    const { top, lines } = scaleOf(Math.max(most, this.limit() ?? 0, this.least()));
    const step = lines[1] ?? top;
    // Below zero as far as it goes, with lines in the same distances.
    const low = Math.min(0, least);
    const below = Array.from({ length: Math.floor(-low / step) }, (_, i) => -(i + 1) * step);
    return { high: Math.min(top, this.most()), low, lines: [...below, ...lines] };
  });
  protected readonly scale = computed(() => {
    const { low, high, lines } = this.#ends();
    return lines
      .filter((value) => value <= high + 1e-9)
      .map((value) => ({
        text: Number.isInteger(value) ? formatNumber(value) : formatRate(value),
        share: (100 * (value - low)) / (high - low),
        zero: value === 0,
      }));
  });
  /** What is to be seen, for who cannot: hours told apart are enough. */
  protected readonly spoken = computed(() =>
    this.lines().map(({ policy, values }) => {
      const { least, most } = rangeOf(thin(values, 24));
      return { policy, least: formatRate(least), most: formatRate(most) };
    }),
  );
  protected readonly paths = computed(() => {
    const { low, high } = this.#ends();
    return this.#points().map(({ policy, points }) => ({ policy, d: pathOf(points, low, high) }));
  });
  protected readonly limitPath = computed(() => {
    const { low, high } = this.#ends();
    const limit = this.limit();
    return limit === null ? null : pathOf([limit, limit], low, high);
  });
  protected readonly hourMarks = computed(() => {
    const hours = this.hours();
    const step = [0.25, 0.5, 1, 2, 3].find((each) => hours / each <= 6) ?? 3;
    const last = Math.floor(hours / step);
    return Array.from({ length: last + 1 }, (_, i) => ({
      at: (100 * i * step) / hours,
      text: `${Number.isInteger(step) ? i * step : formatHours(i * step)}${i === last ? ' h' : ''}`,
    }));
  });
}

/** `0:30` */
function formatHours(hours: number): string {
  return `${Math.floor(hours)}:${String(Math.round((hours % 1) * 60)).padStart(2, '0')}`;
}

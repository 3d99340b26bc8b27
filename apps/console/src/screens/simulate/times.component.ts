import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { DurationHistogram } from '@ringside/contracts';
import { formatRate } from '../../core/format.js';
import { drawingOf, type Shape } from './distributions.js';

/** How long something takes: past calls as bars, and the curve that is reckoned with. The figures stand beside it. */
@Component({
  selector: 'rs-times',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    <svg viewBox="0 0 100 100" preserveAspectRatio="none">
      @for (bar of bars(); track bar.x) {
        <rect
          [attr.x]="bar.x"
          [attr.y]="100 - bar.height"
          [attr.width]="width()"
          [attr.height]="bar.height"
        />
      }
      <path [attr.d]="curve()" />
    </svg>
    <span class="axis"
      ><span>0</span><span>{{ half() }}</span
      ><span>{{ end() }} s</span></span
    >
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      height: 56px;
      margin-top: 8px;
      overflow: visible;
      border-bottom: 1px solid var(--line-strong);
    }
    rect {
      fill: var(--answered-f);
      opacity: 0.7;
    }
    path {
      fill: none;
      stroke: var(--ink-2);
      stroke-width: 1.5px;
      vector-effect: non-scaling-stroke;
    }
    .axis {
      display: flex;
      justify-content: space-between;
      color: var(--ink-3);
      font-size: 12px;
      line-height: 18px;
    }
  `,
})
export class TimesComponent {
  readonly shape = input.required<Shape>();
  /** Seconds. */
  readonly mean = input.required<number>();
  readonly past = input<DurationHistogram | null>(null);

  readonly #drawing = computed(() => drawingOf(this.shape(), this.mean(), this.past()));
  protected readonly width = computed(() => 82 / this.#drawing().curve.length);
  protected readonly bars = computed(() => {
    const { bars, top, curve } = this.#drawing();
    const place = 100 / curve.length;
    return (bars ?? []).map((share, i) => ({ x: (i + 0.09) * place, height: (100 * share) / top }));
  });
  protected readonly curve = computed(() => {
    const { curve, top } = this.#drawing();
    const place = 100 / curve.length;
    return curve
      .map(
        (share, i) =>
          `${i === 0 ? 'M' : 'L'}${((i + 0.5) * place).toFixed(2)} ${(100 - (100 * share) / top).toFixed(2)}`,
      )
      .join('');
  });
  readonly #end = computed(() => this.#drawing().step * this.#drawing().curve.length);
  protected readonly half = computed(() => short(this.#end() / 2));
  protected readonly end = computed(() => short(this.#end()));
}

function short(seconds: number): string {
  return Number.isInteger(seconds) ? String(seconds) : formatRate(seconds);
}

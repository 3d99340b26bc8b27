import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { SimulatedPolicy } from '@ringside/contracts';
import { formatRate } from '../../core/format.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PolicyNameComponent } from './policy-name.component.js';

export interface ComparedPolicy {
  readonly policy: SimulatedPolicy;
  /** Percent, with its interval; null: not known yet. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** One share of each policy as a bar, with its interval as a line over its end, and what must or cannot be passed. */
@Component({
  selector: 'rs-comparison',
  imports: [IconComponent, PolicyNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (row of rows(); track row.policy) {
      <rs-policy-name [policy]="row.policy" />
      <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
        <rect class="all" width="100" height="20" />
        <rect [class]="row.policy" [class.over]="row.over" [attr.width]="row.width" height="20" />
        @if (row.span; as span) {
          <path class="span" [attr.d]="span" />
        }
        @if (limitAt(); as at) {
          <path class="limit" [attr.d]="'M' + at + ' 0V20'" />
        }
      </svg>
      <b [class.bad]="row.over">
        @if (row.over) {
          <rs-icon name="warning" [size]="14" /><span class="only-heard" i18n>above the limit:</span>
        }
        @if (row.text; as text) {
          {{ text }}&ngsp;%
        } @else {
          –
        }
      </b>
    }
  `,
  styleUrl: './lines.css',
  styles: `
    :host {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 8px 12px;
      align-items: center;
    }
    svg {
      width: 100%;
      height: 20px;
    }
    rect.all {
      fill: var(--idle-f);
    }
    rect.predictive {
      fill: var(--dialing-f);
    }
    rect.power {
      fill: var(--busy-f);
    }
    rect.over {
      fill: var(--failed-f);
    }
    path.span {
      stroke: var(--ink);
      stroke-width: 1.5px;
    }
    path.limit {
      stroke: var(--ink);
    }
    b {
      display: flex;
      gap: 4px;
      align-items: center;
      justify-content: flex-end;
      min-width: 76px;
      font-weight: 600;
    }
    .bad {
      color: var(--failed);
    }
  `,
})
export class ComparisonComponent {
  readonly policies = input.required<readonly ComparedPolicy[]>();
  /** Percent; null: none. */
  readonly limit = input<number | null>(null);
  /** Right end of the bars, percent. */
  readonly end = input(100);
  /** Whether a bar beyond the limit is bad. */
  readonly mustNotPass = input(false);

  protected readonly limitAt = computed(() => {
    const limit = this.limit();
    return limit === null ? null : (100 * limit) / this.end();
  });
  protected readonly rows = computed(() => {
    const place = (percent: number): number => Math.min(100, (100 * percent) / this.end());
    const limit = this.limit();
    return this.policies().map(({ policy, mean, low, high }) => ({
      policy,
      width: mean === null ? 0 : place(mean),
      span: low === null || high === null ? null : `M${place(low)} 10H${place(high)}`,
      over: this.mustNotPass() && limit !== null && mean !== null && mean > limit,
      text: mean === null ? null : formatRate(mean),
    }));
  });
}

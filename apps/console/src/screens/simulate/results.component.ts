import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type {
  SimulatedFigure,
  SimulatedPolicy,
  SimulatedResult,
  SimulationResource,
} from '@ringside/contracts';
import { formatNumber, formatRate } from '../../core/format.js';
import { ComparisonComponent, type ComparedPolicy } from './comparison.component.js';
import { DayPlotComponent, type DayLine } from './day-plot.component.js';
import { PolicyNameComponent } from './policy-name.component.js';

/** Largest share of those who answer that may be abandoned, percent. */
const LEGAL = { US: 3, UK: 3, CA: 5, none: null } as const;

/** What a simulation came to: in words, drawn, and in figures. */
@Component({
  selector: 'rs-results',
  imports: [ComparisonComponent, DayPlotComponent, PolicyNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './results.component.html',
  styleUrls: ['../../ui/figures.css', './results.component.css'],
})
export class ResultsComponent {
  readonly simulation = input.required<SimulationResource>();

  protected readonly results = computed(() => this.simulation().results);
  /** Whose turn is still to come: its place is kept, so that nothing moves when it is done. */
  protected readonly pending = computed(() => {
    const { settings, results, ended_at } = this.simulation();
    if (ended_at !== null) return [];
    return settings.policies.filter((policy) => !results.some((one) => one.policy === policy));
  });
  protected readonly hours = computed(() => this.simulation().settings.hours);
  protected readonly days = computed(() => this.simulation().settings.days);
  protected readonly legal = computed(() => LEGAL[this.simulation().settings.jurisdiction]);
  protected readonly limit = computed(() => {
    const limit = this.simulation().limit;
    return limit === null ? null : limit.busy_share * 100;
  });
  protected readonly limitText = computed(() => formatRate(this.limit() ?? 0));

  protected readonly sentences = computed(() =>
    this.results().map((result) => {
      const busy = Math.round(result.busy_share.mean * 100);
      const abandoned = result.abandon_rate.mean * 100;
      const legal = this.legal();
      return {
        policy: result.policy,
        busy: formatNumber(busy),
        waiting: formatNumber(100 - busy),
        talk: formatRate(result.talk_minutes_per_hour.mean),
        idle: formatRate(result.idle_seconds.mean),
        abandoned: result.abandon_rate.mean === 0 ? null : formatRate(abandoned),
        over: legal !== null && abandoned > legal,
      };
    }),
  );
  protected readonly busy = computed(() => [
    ...this.results().map((one) => compared(one, one.busy_share)),
    ...this.pending().map(unknown),
  ]);
  protected readonly abandoned = computed(() => [
    ...this.results().map((one) => compared(one, one.abandon_rate)),
    ...this.pending().map(unknown),
  ]);
  protected readonly abandonEnd = computed(() =>
    Math.max(
      2 * (this.legal() ?? 2.5),
      ...this.abandoned().map(({ mean, high }) => 1.2 * (high ?? mean ?? 0)),
    ),
  );

  protected readonly plots = computed(() => {
    const percent = (value: number | null): number | null => (value === null ? null : value * 100);
    const of = (
      key: keyof NonNullable<SimulatedResult['series']>,
      scale: (value: number | null) => number | null = (value) => value,
    ): readonly DayLine[] =>
      this.results().map(({ policy, series }) => ({ policy, values: (series?.[key] ?? []).map(scale) }));
    return {
      busy: of('busy_share', percent),
      abandoned: of('abandon_rate', percent),
      lines: of('lines'),
      affordable: of('affordable'),
    };
  });

  protected readonly columns = computed(() => [
    ...this.results().map((result) => ({
      policy: result.policy,
      busy: figure(result.busy_share, 100),
      talk: figure(result.talk_minutes_per_hour),
      abandoned: figure(result.abandon_rate, 100),
      worst: formatRate(result.worst_day * 100),
      dials: figure(result.dials_per_caller_hour),
      idle: formatRate(result.idle_seconds.mean),
      idle90: formatRate(result.idle_seconds.p90),
      lines: formatRate(result.lines.mean),
      peak: formatNumber(result.lines.peak),
    })),
    ...this.pending().map((policy) => ({ ...NOTHING, policy })),
  ]);
}

const NONE = { mean: '–', range: null };
const NOTHING = {
  busy: NONE,
  talk: NONE,
  abandoned: NONE,
  worst: '–',
  dials: NONE,
  idle: '–',
  idle90: null,
  lines: '–',
  peak: null,
} as const;

function unknown(policy: SimulatedPolicy): ComparedPolicy {
  return { policy, mean: null, low: null, high: null };
}

function compared({ policy }: SimulatedResult, { mean, low, high }: SimulatedFigure): ComparedPolicy {
  return {
    policy,
    mean: mean * 100,
    low: low === null ? null : low * 100,
    high: high === null ? null : high * 100,
  };
}

function figure({ mean, low, high }: SimulatedFigure, scale = 1): { mean: string; range: string | null } {
  const range =
    low === null || high === null ? null : `${formatRate(low * scale)} – ${formatRate(high * scale)}`;
  return { mean: formatRate(mean * scale), range };
}

import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { SimulationResource } from '@ringside/contracts';
import { formatNumber, formatRate } from '../../core/format.js';

const LAW = {
  US: $localize`law of the United States`,
  UK: $localize`law of the United Kingdom`,
  CA: $localize`law of Canada`,
  none: $localize`no law`,
} as const;

/** What a simulation was of, but for what its name says, in one line. */
@Component({
  selector: 'rs-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container i18n
      >Talk {{ figures().talk }} s, wrap-up {{ figures().wrap }} s, answered after {{ figures().answer }} s,
      given up after {{ figures().ring }} s ·
      {settings().days, plural, =1 {1 day} other {{{ figures().days }} days}} of
      {{ figures().hours }} h</ng-container
    >
    · {{ law() }}
    @if (settings().max_lines !== null) {
      · <ng-container i18n>at most {{ figures().lines }} lines</ng-container>
    }
    @if (settings().calls_per_second !== null) {
      · <ng-container i18n>at most {{ figures().pace }} calls a second</ng-container>
    }
  `,
  styles: `
    :host {
      display: block;
    }
  `,
})
export class SettingsComponent {
  readonly settings = input.required<SimulationResource['settings']>();

  protected readonly law = computed(() => LAW[this.settings().jurisdiction]);
  protected readonly figures = computed(() => {
    const settings = this.settings();
    return {
      talk: short(settings.talk_seconds),
      wrap: short(settings.wrap_seconds),
      answer: short(settings.answer_seconds),
      ring: short(settings.ring_timeout),
      hours: short(settings.hours),
      days: settings.days,
      lines: formatNumber(settings.max_lines ?? 0),
      pace: formatNumber(settings.calls_per_second ?? 0),
    };
  });
}

function short(value: number): string {
  return Number.isInteger(value) ? formatNumber(value) : formatRate(value);
}

import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { CampaignState } from '@ringside/contracts';
import { BadgeComponent, badgeOf, type Badge } from './badge.component.js';

const BADGES: Readonly<Record<CampaignState, Badge>> = {
  idle: { icon: 'idle', word: $localize`Not started`, color: 'idle' },
  running: { icon: 'play', word: $localize`Running`, color: 'answered' },
  paused: { icon: 'pause', word: $localize`Paused`, color: 'ringing' },
  stopped: { icon: 'stop', word: $localize`Stopped`, color: 'canceled' },
  // Neutral: how its calls went is in the bar, and may be bad.
  completed: { icon: 'completed', word: $localize`Completed`, color: 'idle' },
};

/** A campaign's state in icon, word and colour. */
@Component({
  selector: 'rs-campaign-state',
  imports: [BadgeComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<rs-badge [badge]="badge()" />`,
  styles: `
    :host {
      display: contents;
      font-size: var(--size-s);
      font-weight: 570;
    }
  `,
})
export class CampaignStateComponent {
  readonly state = input.required<string>();
  protected readonly badge = computed(() => badgeOf(BADGES, this.state()));
}

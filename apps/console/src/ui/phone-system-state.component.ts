import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { PhoneSystemState } from '@ringside/contracts';
import { BadgeComponent, badgeOf, type Badge } from './badge.component.js';

const BADGES: Readonly<Record<PhoneSystemState, Badge>> = {
  connecting: { icon: 'again', word: $localize`Connecting`, color: 'ringing' },
  connected: { icon: 'connected', word: $localize`Connected`, color: 'answered' },
  disconnected: { icon: 'disconnected', word: $localize`Not connected`, color: 'failed' },
  not_asked: { icon: 'idle', word: $localize`Not asked yet`, color: 'idle' },
  reachable: { icon: 'connected', word: $localize`Reachable`, color: 'answered' },
  unreachable: { icon: 'disconnected', word: $localize`Not reachable`, color: 'failed' },
};

/** How a phone system stands, in icon, word and colour. */
@Component({
  selector: 'rs-phone-system-state',
  imports: [BadgeComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<rs-badge [badge]="badge()" [size]="20" />`,
  styles: `
    :host {
      display: contents;
      font-weight: 600;
    }
  `,
})
export class PhoneSystemStateComponent {
  readonly state = input.required<PhoneSystemState>();
  protected readonly badge = computed(() => badgeOf(BADGES, this.state()));
}

import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { UserState } from '@ringside/contracts';
import { BadgeComponent, badgeOf, type Badge } from '../../ui/badge.component.js';

const BADGES: Readonly<Record<UserState, Badge>> = {
  active: { icon: 'completed', word: $localize`Active`, color: 'answered' },
  invited: { icon: 'invited', word: $localize`Invited`, color: 'ringing' },
  disabled: { icon: 'canceled', word: $localize`Disabled`, color: 'canceled' },
};

/** Whether somebody can sign in: icon, word and colour. */
@Component({
  selector: 'rs-user-state',
  imports: [BadgeComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<rs-badge [badge]="badge()" />`,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class UserStateComponent {
  readonly state = input.required<UserState>();
  protected readonly badge = computed(() => badgeOf(BADGES, this.state()));
}

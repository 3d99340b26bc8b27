import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { UserState } from '@ringside/contracts';
import { IconComponent } from '../../ui/icon.component.js';
import type { IconName } from '../../ui/icons.js';

const LOOKS: Readonly<Record<UserState, IconName>> = {
  active: 'completed',
  invited: 'invited',
  disabled: 'canceled',
};

/** Whether somebody can sign in: icon, word and colour. */
@Component({
  selector: 'rs-user-state',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'state()' },
  template: `
    <rs-icon [name]="looks[state()]" [size]="14" />
    @switch (state()) {
      @case ('active') {
        <ng-container i18n>Active</ng-container>
      }
      @case ('invited') {
        <ng-container i18n>Invited</ng-container>
      }
      @case ('disabled') {
        <ng-container i18n>Disabled</ng-container>
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      white-space: nowrap;
    }
    :host(.active) {
      color: var(--answered);
    }
    :host(.invited) {
      color: var(--ringing);
    }
    :host(.disabled) {
      color: var(--canceled);
    }
  `,
})
export class UserStateComponent {
  readonly state = input.required<UserState>();
  protected readonly looks = LOOKS;
}

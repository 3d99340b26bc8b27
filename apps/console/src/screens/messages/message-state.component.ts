import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { MessageState } from '@ringside/contracts';
import { IconComponent } from '../../ui/icon.component.js';
import type { IconName } from '../../ui/icons.js';

const LOOKS: Readonly<Record<MessageState, { readonly icon: IconName; readonly color: string }>> = {
  waiting: { icon: 'waiting', color: 'ringing' },
  delivered: { icon: 'completed', color: 'completed' },
  dead: { icon: 'failed', color: 'failed' },
};

/** What became of a message, in icon, word and colour. */
@Component({
  selector: 'rs-message-state',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"s-" + looks[state()].color' },
  template: `
    <rs-icon [name]="looks[state()].icon" [size]="14" />
    @switch (state()) {
      @case ('waiting') {
        <ng-container i18n>Waiting</ng-container>
      }
      @case ('delivered') {
        <ng-container i18n>Delivered</ng-container>
      }
      @case ('dead') {
        <ng-container i18n>Dead</ng-container>
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      font-size: var(--size-s);
      font-weight: 570;
      white-space: nowrap;
    }
  `,
})
export class MessageStateComponent {
  readonly state = input.required<MessageState>();
  protected readonly looks = LOOKS;
}

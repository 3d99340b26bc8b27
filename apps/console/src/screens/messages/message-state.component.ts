import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { MessageState } from '@ringside/contracts';
import { BadgeComponent, badgeOf, type Badge } from '../../ui/badge.component.js';

const BADGES: Readonly<Record<MessageState, Badge>> = {
  waiting: { icon: 'waiting', word: $localize`Waiting`, color: 'ringing' },
  delivered: { icon: 'completed', word: $localize`Delivered`, color: 'completed' },
  dead: { icon: 'failed', word: $localize`Dead`, color: 'failed' },
};

/** What became of a message, in icon, word and colour. */
@Component({
  selector: 'rs-message-state',
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
export class MessageStateComponent {
  readonly state = input.required<MessageState>();
  protected readonly badge = computed(() => badgeOf(BADGES, this.state()));
}

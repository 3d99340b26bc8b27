import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { BadgeComponent, type Badge } from '../../ui/badge.component.js';

const BADGES: ReadonlyMap<string, Badge> = new Map([
  ['outbound', { icon: 'outbound', word: $localize`Outbound`, color: null }],
  ['inbound', { icon: 'inbound', word: $localize`Inbound`, color: null }],
]);

/** Which way a call went, in icon and word; a phone system's own word stands as it is. */
@Component({
  selector: 'rs-direction',
  imports: [BadgeComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (badge(); as badge) {
      <rs-badge [badge]="badge" />
    }
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class DirectionComponent {
  readonly direction = input.required<string | null>();
  protected readonly badge = computed((): Badge | null => {
    const word = this.direction();
    return word ? (BADGES.get(word) ?? { icon: 'direction', word, color: null }) : null;
  });
}

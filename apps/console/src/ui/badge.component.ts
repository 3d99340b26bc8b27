import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { IconComponent } from './icon.component.js';
import type { IconName } from './icons.js';
import type { ShownStatus } from './status.js';

/** How something stands: an icon, a word, and the colour of a status. */
export interface Badge {
  readonly icon: IconName;
  readonly word: string;
  readonly color: ShownStatus;
}

/** The badge of a state; one that a newer server may have stands as it is. */
export function badgeOf(badges: Readonly<Record<string, Badge>>, state: string): Badge {
  return badges[state] ?? { icon: 'unknown', word: state, color: 'unknown' };
}

/** An icon and a word in their colour, and in the font of what they stand in. */
@Component({
  selector: 'rs-badge',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"s-" + badge().color' },
  template: `<rs-icon [name]="badge().icon" [size]="size()" />{{ badge().word }}`,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      white-space: nowrap;
    }
  `,
})
export class BadgeComponent {
  readonly badge = input.required<Badge>();
  readonly size = input(14);
}

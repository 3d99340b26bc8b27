import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { IconComponent } from './icon.component.js';
import type { IconName } from './icons.js';
import type { ShownStatus } from './status.js';

/** How something stands: an icon, a word, and the colour of a status; null: that of what it stands in. */
export interface Badge {
  readonly icon: IconName;
  readonly word: string;
  readonly color: ShownStatus | null;
}

/** The badge of a state; one that a newer server may have stands as it is. */
export function badgeOf(badges: Readonly<Record<string, Badge>>, state: string): Badge {
  return badges[state] ?? { icon: 'unknown', word: state, color: 'unknown' };
}

/**
 * An icon and a word in their colour, and in the font of what they stand in. Where there is no room for the word, `--word-position:
 * absolute` and `--word-clip: inset(50%)` let it only be heard.
 */
@Component({
  selector: 'rs-badge',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'colorClass()' },
  template: `<rs-icon [name]="badge().icon" [size]="size()" /><span>{{ badge().word }}</span>`,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      white-space: nowrap;
    }
    span {
      position: var(--word-position, static);
      clip-path: var(--word-clip, none);
    }
  `,
})
export class BadgeComponent {
  readonly badge = input.required<Badge>();
  readonly size = input(14);
  protected readonly colorClass = computed(() => {
    const { color } = this.badge();
    return color === null ? '' : `s-${color}`;
  });
}

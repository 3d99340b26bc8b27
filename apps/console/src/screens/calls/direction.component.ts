import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { IconComponent } from '../../ui/icon.component.js';
import type { IconName } from '../../ui/icons.js';

/** Which way a call went, in icon and word; a phone system's own word stands as it is. */
@Component({
  selector: 'rs-direction',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (direction(); as direction) {
      <rs-icon [name]="icon()" [size]="14" />
      <span>
        @switch (direction) {
          @case ('outbound') {
            <ng-container i18n>Outbound</ng-container>
          }
          @case ('inbound') {
            <ng-container i18n>Inbound</ng-container>
          }
          @default {
            {{ direction }}
          }
        }
      </span>
    }
  `,
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
export class DirectionComponent {
  readonly direction = input.required<string | null>();
  protected readonly icon = computed<IconName>(() => {
    const direction = this.direction();
    return direction === 'outbound' || direction === 'inbound' ? direction : 'direction';
  });
}

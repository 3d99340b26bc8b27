import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { IconComponent } from './icon.component.js';
import { StateNameComponent } from './state-name.component.js';
import { statusIcon } from './status.js';

/** A status in icon, word and colour. */
@Component({
  selector: 'rs-status',
  imports: [IconComponent, StateNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"s-" + status()' },
  template: `
    <rs-icon [name]="icon()" [size]="14" />
    <span class="word"><rs-state-name [state]="status()" /></span>
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
    :host(.s-canceled) .word {
      text-decoration: line-through;
    }
    :host(.s-ringing) rs-icon {
      animation: rs-ring 1.6s ease-in-out var(--ringing-times, 0);
      transform-origin: 50% 10%; /* a bell hangs */
    }
    @keyframes rs-ring {
      0%,
      60%,
      100% {
        transform: rotate(0);
      }
      15% {
        transform: rotate(14deg);
      }
      30% {
        transform: rotate(-11deg);
      }
      45% {
        transform: rotate(6deg);
      }
    }
  `,
})
export class StatusComponent {
  readonly status = input.required<string>();
  protected readonly icon = computed(() => statusIcon(this.status()));
}

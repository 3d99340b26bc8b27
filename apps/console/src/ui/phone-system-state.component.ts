import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { PhoneSystemState } from '@ringside/contracts';
import { IconComponent } from './icon.component.js';
import type { IconName } from './icons.js';

const LOOKS: Readonly<Record<PhoneSystemState, { readonly icon: IconName; readonly color: string }>> = {
  connecting: { icon: 'again', color: 'ringing' },
  connected: { icon: 'connected', color: 'answered' },
  disconnected: { icon: 'disconnected', color: 'failed' },
  not_asked: { icon: 'idle', color: 'idle' },
  reachable: { icon: 'connected', color: 'answered' },
  unreachable: { icon: 'disconnected', color: 'failed' },
};

/** How a phone system stands, in icon, word and colour. */
@Component({
  selector: 'rs-phone-system-state',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"s-" + look().color' },
  template: `
    <rs-icon [name]="look().icon" [size]="size()" />
    <span>
      @switch (state()) {
        @case ('connecting') {
          <ng-container i18n>Connecting</ng-container>
        }
        @case ('connected') {
          <ng-container i18n>Connected</ng-container>
        }
        @case ('disconnected') {
          <ng-container i18n>Not connected</ng-container>
        }
        @case ('not_asked') {
          <ng-container i18n>Not asked yet</ng-container>
        }
        @case ('reachable') {
          <ng-container i18n>Reachable</ng-container>
        }
        @case ('unreachable') {
          <ng-container i18n>Not reachable</ng-container>
        }
        @default {
          {{ state() }}
        }
      }
    </span>
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      font-weight: 600;
      white-space: nowrap;
    }
  `,
})
export class PhoneSystemStateComponent {
  readonly state = input.required<PhoneSystemState>();
  readonly size = input(16);
  /** A newer server may have other states. */
  protected readonly look = computed(
    () => (LOOKS as Partial<typeof LOOKS>)[this.state()] ?? { icon: 'unknown' as const, color: 'unknown' },
  );
}

import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { ThemeStore } from '../core/theme.store.js';
import { IconComponent } from '../ui/icon.component.js';

/** Light, dark, as the system says: one after the other. */
@Component({
  selector: 'rs-theme-button',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="item" (click)="theme.next()">
      @switch (theme.theme()) {
        @case ('light') {
          <rs-icon name="sun" /><span class="label" i18n>Light theme</span>
        }
        @case ('dark') {
          <rs-icon name="moon" /><span class="label" i18n>Dark theme</span>
        }
        @default {
          <rs-icon name="system" /><span class="label" i18n>System theme</span>
        }
      }
    </button>
  `,
})
export class ThemeButtonComponent {
  protected readonly theme = inject(ThemeStore);
}

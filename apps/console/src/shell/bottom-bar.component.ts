import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../core/session.store.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { IconComponent } from '../ui/icon.component.js';
import { DESTINATIONS, IN_BAR } from './destinations.js';
import { MoreDialogComponent } from './more-dialog.component.js';
import { SectionLinkDirective } from './section-link.directive.js';
import { injectSection } from './section.js';

/** Where to go, on a phone. */
@Component({
  selector: 'rs-bottom-bar',
  imports: [IconComponent, RouterLink, SectionLinkDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav i18n-aria-label aria-label="Screens">
      @for (to of destinations(); track to.section) {
        <a [routerLink]="to.path" [rsSection]="to.section">
          <rs-icon [name]="to.icon" [size]="20" /><span>{{ to.word }}</span>
        </a>
      }
      <button type="button" [class.on]="inMore()" (click)="open()">
        <rs-icon name="more" [size]="20" /><span i18n>More</span>
      </button>
    </nav>
  `,
  styles: `
    nav {
      display: grid;
      grid-auto-columns: 1fr;
      grid-auto-flow: column;
      border-top: 1px solid var(--line);
      background: var(--panel);
      padding-bottom: env(safe-area-inset-bottom);
    }
    a,
    button {
      display: grid;
      justify-items: center;
      gap: 2px;
      padding: 8px 4px;
      border: 0;
      background: none;
      color: var(--ink-3);
      font: 500 var(--size-s) / 16px var(--font);
      text-decoration: none;
    }
    .on {
      color: var(--brand);
    }
  `,
})
export class BottomBarComponent {
  readonly #dialogs = inject(DialogsService);
  readonly #session = inject(SessionStore);
  readonly #section = injectSection();
  protected readonly destinations = computed(() =>
    IN_BAR.flatMap((section) =>
      DESTINATIONS.filter((to) => to.section === section && to.isFor(this.#session)),
    ),
  );
  /** Whether the screen is one that has no place of its own here. */
  protected readonly inMore = computed(() => this.#section() !== null && !IN_BAR.includes(this.#section()));

  protected open(): void {
    void this.#dialogs.ask(MoreDialogComponent);
  }
}

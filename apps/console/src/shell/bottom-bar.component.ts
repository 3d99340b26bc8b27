import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../core/session.store.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { IconComponent } from '../ui/icon.component.js';
import { MoreDialogComponent } from './more-dialog.component.js';
import { SectionLinkDirective } from './section-link.directive.js';
import { injectSection, type Section } from './section.js';

/** Where to go, on a phone. */
@Component({
  selector: 'rs-bottom-bar',
  imports: [IconComponent, RouterLink, SectionLinkDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav i18n-aria-label aria-label="Screens">
      <a routerLink="/" rsSection="board"> <rs-icon name="board" [size]="20" /><span i18n>Board</span> </a>
      <a routerLink="/calls" rsSection="calls">
        <rs-icon name="calls" [size]="20" /><span i18n>Calls</span>
      </a>
      @if (session.may('dial')) {
        <a routerLink="/new" rsSection="new">
          <rs-icon name="add" [size]="20" /><span i18n>New list</span>
        </a>
      }
      <a routerLink="/campaigns" rsSection="campaigns">
        <rs-icon name="campaigns" [size]="20" /><span i18n>Campaigns</span>
      </a>
      <button type="button" [class.on]="more.includes(section())" (click)="open()">
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
  protected readonly section = injectSection();
  protected readonly session = inject(SessionStore);
  /** Screens that have no place of their own here. */
  protected readonly more: readonly Section[] = [
    'phone-systems',
    'messages',
    'simulate',
    'people',
    'api-keys',
    'settings',
  ];

  protected open(): void {
    void this.#dialogs.ask(MoreDialogComponent);
  }
}

import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { keepPreference, readPreference } from '../core/preferences.js';
import { ViewportStore } from '../core/viewport.store.js';
import { SessionStore } from '../core/session.store.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { IconComponent } from '../ui/icon.component.js';
import { LogoComponent } from '../ui/logo.component.js';
import { DESTINATIONS } from './destinations.js';
import { KeysDialogComponent } from './keys-dialog.component.js';
import { LinkDialogComponent } from './link-dialog.component.js';
import { SectionLinkDirective } from './section-link.directive.js';
import { ThemeButtonComponent } from './theme-button.component.js';
import { WhoComponent } from './who.component.js';

/** Where to go, on the left; slim on request, and where there is little room. */
@Component({
  selector: 'rs-rail',
  imports: [
    IconComponent,
    LogoComponent,
    RouterLink,
    SectionLinkDirective,
    ThemeButtonComponent,
    WhoComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.slim]': 'slim()' },
  templateUrl: './rail.component.html',
  styleUrl: './rail.component.css',
})
export class RailComponent {
  readonly #dialogs = inject(DialogsService);
  protected readonly session = inject(SessionStore);
  protected readonly destinations = computed(() => DESTINATIONS.filter(({ isFor }) => isFor(this.session)));
  protected readonly narrow = inject(ViewportStore).narrow;
  readonly #wanted = signal(readPreference('rail') === 'slim');
  protected readonly slim = computed(() => this.narrow() || this.#wanted());

  protected toggle(): void {
    this.#wanted.update((slim) => !slim);
    keepPreference('rail', this.#wanted() ? 'slim' : null);
  }
  protected keys(): void {
    void this.#dialogs.ask(KeysDialogComponent);
  }
  protected otherBrowser(): void {
    void this.#dialogs.ask(LinkDialogComponent);
  }
  protected signOut(): void {
    void this.session.signOut();
  }
}

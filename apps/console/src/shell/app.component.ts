import { ChangeDetectionStrategy, Component, DestroyRef, inject } from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { ConnectionStore } from '../core/connection.store.js';
import { KeysService } from '../core/keys.service.js';
import { SessionStore } from '../core/session.store.js';
import { ThemeStore } from '../core/theme.store.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { BottomBarComponent } from './bottom-bar.component.js';
import { DESTINATIONS, type Destination } from './destinations.js';
import { KeysDialogComponent } from './keys-dialog.component.js';
import { NothingHereComponent } from './nothing-here.component.js';
import { RailComponent } from './rail.component.js';
import { injectSection } from './section.js';
import { SignInComponent } from './sign-in.component.js';

/** The frame around every screen. */
@Component({
  selector: 'rs-root',
  imports: [BottomBarComponent, NothingHereComponent, RailComponent, RouterOutlet, SignInComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (section() === 'welcome') {
      <div class="whole"><router-outlet /></div>
    } @else if (signedOut()) {
      <rs-sign-in class="whole" />
    } @else if (session.mayNothing()) {
      <rs-nothing-here class="whole" />
    } @else {
      <a class="skip button" href="#screen" i18n (click)="skip($event, screen)">Skip to the content</a>
      <rs-rail class="rail" />
      <div class="screen" id="screen" #screen tabindex="-1"><router-outlet /></div>
      <rs-bottom-bar class="bottom" />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      height: 100dvh;
    }
    .whole {
      grid-row: 1 / -1;
      grid-column: 1 / -1;
      min-height: 0;
    }
    .screen {
      min-height: 0;
      outline: none;
    }
    .bottom {
      display: none;
    }
    .skip {
      position: fixed;
      top: 8px;
      left: 8px;
      z-index: 10;
    }
    .skip:not(:focus) {
      transform: translateY(-60px);
    }
    @media (max-width: 700px) {
      :host {
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr) auto;
      }
      .rail {
        display: none;
      }
      .bottom {
        display: block;
      }
    }
  `,
})
export class AppComponent {
  readonly #router = inject(Router);
  protected readonly signedOut = inject(ConnectionStore).signedOut;
  protected readonly session = inject(SessionStore);
  protected readonly section = injectSection();

  constructor() {
    const dialogs = inject(DialogsService);
    // The theme is applied by its store from the first moment on.
    inject(ThemeStore);
    inject(KeysService).bind(
      {
        ...Object.fromEntries(DESTINATIONS.map((to) => [to.keys, () => this.#go(to)])),
        '?': () => void dialogs.ask(KeysDialogComponent),
      },
      inject(DestroyRef),
    );
  }

  #go(to: Destination): void {
    if (to.isFor(this.session)) void this.#router.navigateByUrl(to.path);
  }

  protected skip(event: Event, screen: HTMLElement): void {
    event.preventDefault();
    screen.focus();
  }
}

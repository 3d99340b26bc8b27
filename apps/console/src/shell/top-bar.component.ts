import { ChangeDetectionStrategy, Component, DestroyRef, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AccountStore } from '../core/account.store.js';
import { KeysService } from '../core/keys.service.js';
import { PhoneSystemsStore, reasonOf } from '../core/phone-systems.store.js';
import { SessionStore } from '../core/session.store.js';
import { FailureComponent } from '../ui/failure.component.js';
import { IconComponent } from '../ui/icon.component.js';
import { PhoneSystemProblemComponent } from '../ui/phone-system-problem.component.js';
import { LiveLightComponent } from './live-light.component.js';
import { injectSection } from './section.js';
import { StopEverythingService } from './stop-everything.service.js';

/** Head of every screen: its own title and actions, the live light, the brake and what must be known. */
@Component({
  selector: 'rs-top-bar',
  imports: [FailureComponent, IconComponent, LiveLightComponent, PhoneSystemProblemComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './top-bar.component.html',
  styleUrl: './top-bar.component.css',
})
export class TopBarComponent {
  protected readonly account = inject(AccountStore);
  protected readonly systems = inject(PhoneSystemsStore);
  protected readonly session = inject(SessionStore);
  protected readonly section = injectSection();
  protected readonly reasonOf = reasonOf;
  readonly #stop = inject(StopEverythingService);

  constructor() {
    inject(KeysService).bind({ S: () => this.stopEverything() }, inject(DestroyRef));
  }

  protected stopEverything(): void {
    if (this.session.may('dial') && !this.account.dialingStopped()) void this.#stop.ask();
  }
}

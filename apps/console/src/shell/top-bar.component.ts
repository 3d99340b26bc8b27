import { ChangeDetectionStrategy, Component, DestroyRef, inject } from '@angular/core';
import { AccountStore } from '../core/account.store.js';
import { KeysService } from '../core/keys.service.js';
import { FailureComponent } from '../ui/failure.component.js';
import { IconComponent } from '../ui/icon.component.js';
import { LiveLightComponent } from './live-light.component.js';
import { StopEverythingService } from './stop-everything.service.js';

/** Head of every screen: its own title and actions, the live light, the brake and what must be known. */
@Component({
  selector: 'rs-top-bar',
  imports: [LiveLightComponent, FailureComponent, IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './top-bar.component.html',
  styleUrl: './top-bar.component.css',
})
export class TopBarComponent {
  protected readonly account = inject(AccountStore);
  readonly #stop = inject(StopEverythingService);

  constructor() {
    inject(KeysService).bind({ S: () => this.stopEverything() }, inject(DestroyRef));
  }

  protected stopEverything(): void {
    if (!this.account.dialingStopped()) void this.#stop.ask();
  }
}

import { Injectable, inject } from '@angular/core';
import { AccountStore } from '../core/account.store.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { StopEverythingDialogComponent } from './stop-everything-dialog.component.js';

/** The brake: asks once, then stops all dialing of the account. */
@Injectable({ providedIn: 'root' })
export class StopEverythingService {
  readonly #dialogs = inject(DialogsService);
  readonly #account = inject(AccountStore);

  async ask(): Promise<void> {
    const sure = await this.#dialogs.ask<boolean>(StopEverythingDialogComponent, true);
    if (sure) await this.#account.stopEverything();
  }
}

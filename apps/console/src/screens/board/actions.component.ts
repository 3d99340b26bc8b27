import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject } from '@angular/core';
import { AccountStore } from '../../core/account.store.js';
import { formatNumber } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { DialogsService } from '../../ui/dialogs.service.js';
import { IconComponent } from '../../ui/icon.component.js';
import { AgainDialogComponent } from './again-dialog.component.js';
import { BoardStore } from './board.store.js';
import { StopDialogComponent } from './stop-dialog.component.js';

/** Call, Pause, Resume, Stop, and what can be done after the end. */
@Component({
  selector: 'rs-actions',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './actions.component.html',
  styles: `
    :host {
      display: flex;
      gap: 8px;
    }
    :host(.thumb) .button {
      flex: 1 1 auto;
    }
    :host(.thumb) kbd {
      display: none;
    }
    @media (max-width: 1100px) {
      kbd {
        display: none;
      }
    }
  `,
})
export class ActionsComponent {
  readonly #dialogs = inject(DialogsService);
  readonly #account = inject(AccountStore);
  protected readonly board = inject(BoardStore);
  protected readonly unanswered = computed(() => formatNumber(this.board.unanswered()));
  /** Nothing starts while the brake is on. */
  protected readonly blocked = computed(
    () => this.#account.dialingStopped() && this.board.mainAction() !== 'pause',
  );

  constructor() {
    inject(KeysService).bind({ Space: () => void this.main() }, inject(DestroyRef));
  }

  protected async main(): Promise<void> {
    const action = this.board.mainAction();
    if (!action || this.blocked()) return;
    // Everybody is called once more: too much for one slip of a finger.
    if (action === 'again' && !(await this.#dialogs.ask<boolean>(AgainDialogComponent, true))) return;
    await this.board.press(action);
  }

  protected async stop(): Promise<void> {
    if (await this.#dialogs.ask<boolean>(StopDialogComponent, true)) await this.board.press('stop');
  }
}

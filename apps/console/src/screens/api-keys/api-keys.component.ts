import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  Injector,
  computed,
  inject,
  type Type,
} from '@angular/core';
import type { ApiKeyResource } from '@ringside/contracts';
import { ClockStore } from '../../core/clock.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatAgo, formatExact, formatMoment } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { SessionStore } from '../../core/session.store.js';
import { whenAdmin } from '../../core/when-admin.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { DialogsService } from '../../ui/dialogs.service.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { NotYoursComponent } from '../../ui/not-yours.component.js';
import { ApiKeysStore } from './api-keys.store.js';
import { NewKeyDialogComponent } from './new-key-dialog.component.js';
import { PermissionNameComponent } from './permission-name.component.js';
import { RenameDialogComponent } from './rename-dialog.component.js';
import { RevokeDialogComponent } from './revoke-dialog.component.js';
import { RotateDialogComponent } from './rotate-dialog.component.js';

/** The keys that programs sign in with. */
@Component({
  selector: 'rs-api-keys',
  imports: [FailureComponent, IconComponent, NotYoursComponent, PermissionNameComponent, TopBarComponent],
  providers: [ApiKeysStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './api-keys.component.html',
  styleUrls: [
    '../../ui/screen.css',
    '../../ui/table.css',
    '../../ui/table-screen.css',
    '../../ui/nothing.css',
    './api-keys.component.css',
  ],
})
export class ApiKeysComponent {
  readonly #dialogs = inject(DialogsService);
  readonly #clock = inject(ClockStore);
  readonly #injector = inject(Injector);
  protected readonly session = inject(SessionStore);
  protected readonly connection = inject(ConnectionStore);
  protected readonly store = inject(ApiKeysStore);
  protected readonly renameDialog = RenameDialogComponent;
  protected readonly rotateDialog = RotateDialogComponent;
  protected readonly revokeDialog = RevokeDialogComponent;
  protected readonly rows = computed(() => {
    const now = this.#clock.now();
    const ago = (at: string | null): string | null => (at === null ? null : formatAgo(at, now));
    return this.store.keys()?.map((key) => {
      const both = key.previous_secret_until;
      return {
        key,
        made: ago(key.created_at),
        used: ago(key.last_used_at),
        usedExact: formatExact(key.last_used_at),
        revoked: ago(key.revoked_at),
        bothUntil: both !== null && Date.parse(both) > now ? formatMoment(Date.parse(both), now) : null,
      };
    });
  });

  constructor() {
    whenAdmin(() => this.store.read());
    inject(KeysService).bind({ Space: () => this.make() }, inject(DestroyRef));
  }

  protected make(): void {
    if (!this.session.isAdmin()) return;
    this.store.begin();
    void this.#dialogs.ask(NewKeyDialogComponent, false, { injector: this.#injector });
  }
  protected open(dialog: Type<unknown>, key: ApiKeyResource): void {
    this.store.begin();
    const alert = dialog === RevokeDialogComponent;
    void this.#dialogs.ask(dialog, alert, { injector: this.#injector, data: key });
  }
}

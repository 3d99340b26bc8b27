import { ChangeDetectionStrategy, Component, DestroyRef, Injector, computed, inject } from '@angular/core';
import type { UserResource } from '@ringside/contracts';
import { ClockStore } from '../../core/clock.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatAgo, formatExact } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { SessionStore } from '../../core/session.store.js';
import { whenAdmin } from '../../core/when-admin.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { DialogsService } from '../../ui/dialogs.service.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { NotYoursComponent } from '../../ui/not-yours.component.js';
import { RoleNameComponent } from '../../ui/role-name.component.js';
import { InviteDialogComponent } from './invite-dialog.component.js';
import { PeopleStore } from './people.store.js';
import { PersonDialogComponent } from './person-dialog.component.js';
import { RemoveDialogComponent } from './remove-dialog.component.js';
import { UserStateComponent } from './user-state.component.js';

/** Who may sign in, and as what. */
@Component({
  selector: 'rs-people',
  imports: [
    FailureComponent,
    IconComponent,
    NotYoursComponent,
    RoleNameComponent,
    TopBarComponent,
    UserStateComponent,
  ],
  providers: [PeopleStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './people.component.html',
  styleUrls: [
    '../../ui/screen.css',
    '../../ui/table.css',
    '../../ui/table-screen.css',
    '../../ui/nothing.css',
  ],
})
export class PeopleComponent {
  readonly #dialogs = inject(DialogsService);
  readonly #clock = inject(ClockStore);
  readonly #injector = inject(Injector);
  protected readonly session = inject(SessionStore);
  protected readonly connection = inject(ConnectionStore);
  protected readonly store = inject(PeopleStore);
  protected readonly rows = computed(() =>
    this.store.people()?.map((person) => ({
      person,
      me: person.id === this.session.session()?.user_id,
      seen: person.last_seen_at === null ? null : formatAgo(person.last_seen_at, this.#clock.now()),
      seenExact: formatExact(person.last_seen_at),
    })),
  );

  constructor() {
    whenAdmin(() => this.store.read());
    inject(KeysService).bind({ Space: () => this.invite() }, inject(DestroyRef));
  }

  protected invite(): void {
    if (!this.session.isAdmin()) return;
    this.store.begin();
    void this.#dialogs.ask(InviteDialogComponent, false, { injector: this.#injector });
  }

  protected async open(person: UserResource, me: boolean): Promise<void> {
    this.store.begin();
    const options = { injector: this.#injector, data: { person, me } };
    const answer = await this.#dialogs.ask<'remove'>(PersonDialogComponent, false, options);
    if (answer === 'remove') await this.#dialogs.ask(RemoveDialogComponent, true, options);
  }
}

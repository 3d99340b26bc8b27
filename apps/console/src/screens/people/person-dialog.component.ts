import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { PEOPLE_LIMITS, type UserResource } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { InvitationLinkComponent } from './invitation-link.component.js';
import { PeopleStore } from './people.store.js';
import { RoleFieldComponent } from './role-field.component.js';

/** One user: name, role, and everything else that can be done. */
@Component({
  selector: 'rs-person-dialog',
  imports: [DialogComponent, FailureComponent, IconComponent, InvitationLinkComponent, RoleFieldComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './person-dialog.component.html',
  styles: `
    form,
    .list {
      display: grid;
    }
    form {
      gap: 16px;
    }
    .list {
      margin: 16px -8px 0;
      padding-top: 8px;
      border-top: 1px solid var(--line);
    }
    rs-failure,
    rs-invitation-link {
      margin-top: 16px;
    }
    rs-failure {
      display: block;
    }
    .item:disabled {
      cursor: default;
      opacity: 0.6;
    }
  `,
})
export class PersonDialogComponent {
  readonly #data = inject<{ readonly person: UserResource; readonly me: boolean }>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<'remove'>>(DialogRef);
  protected readonly store = inject(PeopleStore);
  protected readonly limits = PEOPLE_LIMITS;
  protected readonly me = this.#data.me;
  /** As it stands now: what is done here changes it. */
  protected readonly person = computed(
    () => this.store.people()?.find(({ id }) => id === this.#data.person.id) ?? this.#data.person,
  );
  protected readonly name = signal(this.#data.person.name);
  protected readonly role = signal(this.#data.person.role);
  protected readonly changed = computed(
    () =>
      this.name().trim() !== '' &&
      (this.name().trim() !== this.person().name || this.role() !== this.person().role),
  );

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const { name, role } = this.person();
    const done = await this.store.change(this.person(), {
      ...(this.name().trim() !== name && { name: this.name().trim() }),
      ...(this.role() !== role && { role: this.role() }),
    });
    if (done) this.ref.close();
  }
}

import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { PEOPLE_LIMITS, type Role } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { InvitationLinkComponent } from './invitation-link.component.js';
import { PeopleStore } from './people.store.js';
import { RoleFieldComponent } from './role-field.component.js';

/** Who is invited, and then the link for them. */
@Component({
  selector: 'rs-invite-dialog',
  imports: [DialogComponent, FailureComponent, InvitationLinkComponent, RoleFieldComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (store.invitation(); as invitation) {
      <rs-dialog>
        <ng-container title i18n>Invited</ng-container>
        <rs-invitation-link [invitation]="invitation" [name]="name()" />
        <ng-container foot>
          <button type="button" class="button" (click)="ref.close()" i18n>Done</button>
        </ng-container>
      </rs-dialog>
    } @else {
      <rs-dialog>
        <ng-container title i18n>Invite somebody</ng-container>
        <form id="invite" (submit)="invite($event, email.value)">
          <div class="field">
            <label for="invite-name" i18n>Name</label>
            <input
              #who
              id="invite-name"
              class="input"
              autocomplete="off"
              required
              [maxLength]="limits.name_length"
              (input)="name.set(who.value.trim())"
            />
          </div>
          <div class="field">
            <label for="invite-email" i18n>Email</label>
            <input
              #email
              id="invite-email"
              class="input"
              type="email"
              inputmode="email"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              required
              [maxLength]="limits.email_length"
            />
          </div>
          <rs-role-field [(role)]="role" />
          <rs-failure [failure]="store.acting.failure()" />
        </form>
        <ng-container foot>
          <button type="submit" form="invite" class="button main" [disabled]="store.acting.busy()">
            @if (store.acting.busy()) {
              <span class="waiting"></span>
            }
            <ng-container i18n>Make the invitation</ng-container>
          </button>
        </ng-container>
      </rs-dialog>
    }
  `,
  styles: `
    form {
      display: grid;
      gap: 16px;
    }
  `,
})
export class InviteDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly store = inject(PeopleStore);
  protected readonly limits = PEOPLE_LIMITS;
  protected readonly name = signal('');
  protected readonly role = signal<Role>('supervisor');

  protected invite(event: Event, email: string): void {
    event.preventDefault();
    if (this.name()) void this.store.invite({ name: this.name(), email: email.trim(), role: this.role() });
  }
}

import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { UserResource } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { PeopleStore } from './people.store.js';

@Component({
  selector: 'rs-remove-dialog',
  imports: [DialogComponent, FailureComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>Remove {{ person.name }}?</ng-container>
      <p i18n>
        {{ person.email }} is signed out everywhere and cannot sign in any more. To keep somebody out for a
        while, choose Disable instead.
      </p>
      <rs-failure [failure]="store.acting.failure()" />
      <ng-container foot>
        <button type="button" class="button" data-first (click)="ref.close()" i18n>Keep</button>
        <button
          type="button"
          class="button danger solid"
          [disabled]="store.acting.busy()"
          (click)="remove()"
          i18n
        >
          Remove {{ person.name }}
        </button>
      </ng-container>
    </rs-dialog>
  `,
  styles: `
    rs-failure {
      display: block;
      margin-top: 12px;
    }
  `,
})
export class RemoveDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly store = inject(PeopleStore);
  protected readonly person = inject<{ readonly person: UserResource }>(DIALOG_DATA).person;

  protected async remove(): Promise<void> {
    if (await this.store.remove(this.person)) this.ref.close();
  }
}

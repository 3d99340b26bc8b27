import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { DialogComponent } from '../../ui/dialog.component.js';

@Component({
  selector: 'rs-again-dialog',
  imports: [DialogComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>Dial everybody again?</ng-container>
      <p i18n>
        A new pass calls every number on the list once more, those who answered too. To reach the rest, choose
        “Only the unanswered”.
      </p>
      <ng-container foot>
        <button type="button" class="button" (click)="ref.close(false)" i18n>Not now</button>
        <button type="button" class="button main" data-first (click)="ref.close(true)" i18n>
          Dial everybody again
        </button>
      </ng-container>
    </rs-dialog>
  `,
})
export class AgainDialogComponent {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
}

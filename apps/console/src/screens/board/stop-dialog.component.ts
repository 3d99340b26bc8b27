import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { DialogComponent } from '../../ui/dialog.component.js';

@Component({
  selector: 'rs-stop-dialog',
  imports: [DialogComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>Stop this campaign?</ng-container>
      <p i18n>
        Calls that ring are ended where the phone system can do so; people who talk are left to finish.
        Numbers not dialed yet are canceled; you can dial them in a new pass. To wait a while instead, choose
        Pause.
      </p>
      <ng-container foot>
        <button type="button" class="button" data-first (click)="ref.close(false)" i18n>Keep going</button>
        <button type="button" class="button danger solid" (click)="ref.close(true)" i18n>
          Stop the campaign
        </button>
      </ng-container>
    </rs-dialog>
  `,
})
export class StopDialogComponent {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
}

import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { DialogComponent } from '../ui/dialog.component.js';

@Component({
  selector: 'rs-stop-everything-dialog',
  imports: [DialogComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>Stop all dialing?</ng-container>
      <p i18n>
        Every running campaign stops. Calls that ring are ended where the phone system can do so; people who
        talk are left to finish. Numbers not dialed yet are canceled. Nothing can start until dialing is
        allowed again.
      </p>
      <ng-container foot>
        <button type="button" class="button" data-first (click)="ref.close(false)" i18n>Keep dialing</button>
        <button type="button" class="button danger solid" (click)="ref.close(true)" i18n>
          Stop all dialing
        </button>
      </ng-container>
    </rs-dialog>
  `,
})
export class StopEverythingDialogComponent {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
}

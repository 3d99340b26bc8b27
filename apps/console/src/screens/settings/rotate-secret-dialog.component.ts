import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { DialogComponent } from '../../ui/dialog.component.js';

@Component({
  selector: 'rs-rotate-secret-dialog',
  imports: [DialogComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>A new webhook secret?</ng-container>
      <p i18n>
        For a day every message is signed with the old secret and the new one. Give your server the new one in
        that time.
      </p>
      <ng-container foot>
        <button type="button" class="button" data-first (click)="ref.close(false)" i18n>Keep it</button>
        <button type="button" class="button main" (click)="ref.close(true)" i18n>Make a new secret</button>
      </ng-container>
    </rs-dialog>
  `,
})
export class RotateSecretDialogComponent {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
}

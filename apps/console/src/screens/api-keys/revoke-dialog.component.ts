import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { ApiKeyResource } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { ApiKeysStore } from './api-keys.store.js';

@Component({
  selector: 'rs-revoke-dialog',
  imports: [DialogComponent, FailureComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>Revoke the key of {{ key.name }}?</ng-container>
      <p i18n>
        Programs that use it are refused from now on, and it cannot be brought back. To change only its
        secret, choose Rotate instead.
      </p>
      <rs-failure [failure]="store.acting.failure()" />
      <ng-container foot>
        <button type="button" class="button" data-first (click)="ref.close()" i18n>Keep it</button>
        <button
          type="button"
          class="button danger solid"
          [disabled]="store.acting.busy()"
          (click)="revoke()"
          i18n
        >
          Revoke the key
        </button>
      </ng-container>
    </rs-dialog>
  `,
  styleUrl: './key-dialog.css',
})
export class RevokeDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly store = inject(ApiKeysStore);
  protected readonly key = inject<ApiKeyResource>(DIALOG_DATA);

  protected async revoke(): Promise<void> {
    if (await this.store.revoke(this.key)) this.ref.close();
  }
}

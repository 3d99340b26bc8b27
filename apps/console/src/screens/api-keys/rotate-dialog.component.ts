import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PEOPLE_LIMITS, type ApiKeyResource } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { OverlapFieldComponent } from '../../ui/overlap-field.component.js';
import { ApiKeysStore } from './api-keys.store.js';
import { NewSecretComponent } from './new-secret.component.js';

/** A new secret for a key, while the old one goes on working for a time. */
@Component({
  selector: 'rs-rotate-dialog',
  imports: [DialogComponent, FailureComponent, NewSecretComponent, OverlapFieldComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (store.made(); as made) {
      <rs-dialog>
        <ng-container title i18n>New secret of {{ key.name }}</ng-container>
        <rs-new-secret [made]="made" />
        <ng-container foot>
          <button type="button" class="button" (click)="ref.close()" i18n>Done</button>
        </ng-container>
      </rs-dialog>
    } @else {
      <rs-dialog>
        <ng-container title i18n>A new secret for {{ key.name }}?</ng-container>
        <p i18n>The key stays the same. Until the program has the new secret, the old one goes on working.</p>
        <rs-overlap-field class="field" [(seconds)]="overlap" />
        <rs-failure [failure]="store.acting.failure()" />
        <ng-container foot>
          <button type="button" class="button" (click)="ref.close()" i18n>Not now</button>
          <button
            type="button"
            class="button main"
            [disabled]="store.acting.busy()"
            (click)="store.rotate(key, overlap)"
            i18n
          >
            Make a new secret
          </button>
        </ng-container>
      </rs-dialog>
    }
  `,
  styleUrl: './key-dialog.css',
})
export class RotateDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly store = inject(ApiKeysStore);
  protected readonly key = inject<ApiKeyResource>(DIALOG_DATA);
  protected overlap: number = PEOPLE_LIMITS.rotation_overlap.default;
}

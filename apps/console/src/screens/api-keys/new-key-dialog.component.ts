import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { PEOPLE_LIMITS, PERMISSIONS, type Permission } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { ApiKeysStore } from './api-keys.store.js';
import { NewSecretComponent } from './new-secret.component.js';
import { PermissionNameComponent } from './permission-name.component.js';

/** What a key is for and what it may do; then its secret. */
@Component({
  selector: 'rs-new-key-dialog',
  imports: [DialogComponent, FailureComponent, NewSecretComponent, PermissionNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './new-key-dialog.component.html',
  styleUrls: ['../../ui/choices.css', './key-dialog.css'],
})
export class NewKeyDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly store = inject(ApiKeysStore);
  protected readonly limits = PEOPLE_LIMITS;
  protected readonly all = PERMISSIONS;
  protected readonly permissions = signal<readonly Permission[]>(['read', 'dial']);

  protected toggle(permission: Permission): void {
    const chosen = this.permissions();
    this.permissions.set(PERMISSIONS.filter((each) => (each === permission) !== chosen.includes(each)));
  }
  protected make(event: Event, name: string): void {
    event.preventDefault();
    if (name.trim() && this.permissions().length > 0) void this.store.make(name.trim(), this.permissions());
  }
}

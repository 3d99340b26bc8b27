import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { PEOPLE_LIMITS, type ApiKeyResource } from '@ringside/contracts';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { ApiKeysStore } from './api-keys.store.js';

/** What a key is for, in other words. */
@Component({
  selector: 'rs-rename-dialog',
  imports: [DialogComponent, FailureComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>Rename {{ key.name }}</ng-container>
      <form id="rename-key" (submit)="rename($event)">
        <div class="field">
          <label for="key-name" i18n>What it is for</label>
          <input
            #field
            id="key-name"
            class="input"
            autocomplete="off"
            required
            [maxLength]="limits.name_length"
            [value]="name()"
            (input)="name.set(field.value)"
          />
        </div>
        <p class="small quiet" i18n>Programs that use the key notice nothing.</p>
        <rs-failure [failure]="store.acting.failure()" />
      </form>
      <ng-container foot>
        <button type="button" class="button" (click)="ref.close()" i18n>Not now</button>
        <button
          type="submit"
          form="rename-key"
          class="button main"
          [disabled]="!changed() || store.acting.busy()"
        >
          @if (store.acting.busy()) {
            <span class="waiting"></span>
          }
          <ng-container i18n>Rename the key</ng-container>
        </button>
      </ng-container>
    </rs-dialog>
  `,
  styleUrl: './key-dialog.css',
})
export class RenameDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly store = inject(ApiKeysStore);
  protected readonly key = inject<ApiKeyResource>(DIALOG_DATA);
  protected readonly limits = PEOPLE_LIMITS;
  protected readonly name = signal(this.key.name);
  protected readonly changed = computed(
    () => this.name().trim() !== '' && this.name().trim() !== this.key.name,
  );

  protected async rename(event: Event): Promise<void> {
    event.preventDefault();
    if (this.changed() && (await this.store.rename(this.key, this.name().trim()))) this.ref.close();
  }
}

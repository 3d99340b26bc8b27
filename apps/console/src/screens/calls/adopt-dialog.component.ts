import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { TenantView } from '@ringside/contracts';
import { formatNumber } from '../../core/format.js';
import { DialogComponent } from '../../ui/dialog.component.js';

@Component({
  selector: 'rs-adopt-dialog',
  imports: [DialogComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog [closable]="false">
      <ng-container title i18n>Take the calls of this tenant?</ng-container>
      <p class="uuid">{{ tenant.uuid }}</p>
      <p i18n>
        {tenant.held, plural,
          =0 {Nothing of it is held aside.}
          =1 {The webhook held aside is applied now, and its call appears in the list.}
          other {The {{ held }} webhooks held aside are applied now, and their calls appear in the list.}
        }
        From then on its calls are taken like all others. This cannot be undone.
      </p>
      <ng-container foot>
        <button type="button" class="button" data-first (click)="ref.close(false)" i18n>
          Keep them aside
        </button>
        <button type="button" class="button main" (click)="ref.close(true)" i18n>Adopt the tenant</button>
      </ng-container>
    </rs-dialog>
  `,
  styles: `
    .uuid {
      margin-bottom: 8px;
      color: var(--ink);
      font: 13px/20px var(--mono);
      overflow-wrap: anywhere;
    }
  `,
})
export class AdoptDialogComponent {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
  protected readonly tenant = inject<TenantView>(DIALOG_DATA);
  protected readonly held = formatNumber(this.tenant.held);
}

import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { TenantView } from '@ringside/contracts';
import { formatNumber } from '../../core/format.js';
import { SessionStore } from '../../core/session.store.js';
import { DialogsService } from '../../ui/dialogs.service.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { AdoptDialogComponent } from './adopt-dialog.component.js';
import { FeedsStore } from './feeds.store.js';

/** Tenants whose calls are kept aside until somebody says that they belong here. */
@Component({
  selector: 'rs-held-tenants',
  imports: [FailureComponent, IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (tenant of feeds.held(); track tenant.id) {
      <div class="note" role="status">
        <rs-icon name="info" [size]="14" />
        <span
          ><ng-container i18n>Calls of another tenant</ng-container>&ngsp;<code>{{ tenant.uuid }}</code
          >&ngsp;<ng-container i18n>are held aside:</ng-container>&ngsp;<ng-container
            i18n
            >{tenant.held, plural, =1 {1 webhook} other {{{ count(tenant.held) }} webhooks}}</ng-container
          ></span
        >
        @if (session.may('dial')) {
          <button type="button" class="button" [disabled]="feeds.adopting.busy()" (click)="adopt(tenant)">
            @if (feeds.adopting.busy()) {
              <span class="waiting"></span>
            }
            <ng-container i18n>Adopt</ng-container>
          </button>
        }
      </div>
    }
    <rs-failure [failure]="feeds.adopting.failure()" />
  `,
  styles: `
    :host {
      display: contents;
    }
    .note {
      align-items: center;
      padding: 6px 8px 6px 16px;
    }
    .note rs-icon {
      transform: none;
    }
    code {
      font: 12px/18px var(--mono);
      overflow-wrap: anywhere;
    }
    .button {
      min-height: 28px;
      margin-left: auto;
      padding: 3px 12px;
      font-size: var(--size-s);
    }
    @media (max-width: 700px) {
      .note {
        padding-left: 12px;
      }
      .button {
        min-height: 36px;
      }
    }
  `,
})
export class HeldTenantsComponent {
  readonly #dialogs = inject(DialogsService);
  protected readonly feeds = inject(FeedsStore);
  protected readonly session = inject(SessionStore);
  protected readonly count = formatNumber;

  protected async adopt(tenant: TenantView): Promise<void> {
    if (await this.#dialogs.ask<boolean>(AdoptDialogComponent, true, { data: tenant })) {
      await this.feeds.adopt(tenant.id);
    }
  }
}

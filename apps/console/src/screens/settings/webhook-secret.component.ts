import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DialogsService } from '../../ui/dialogs.service.js';
import { CopyFieldComponent } from '../../ui/copy-field.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { RotateSecretDialogComponent } from './rotate-secret-dialog.component.js';
import { WebhookSecretStore } from './webhook-secret.store.js';

/** What a developer's server checks our messages with. */
@Component({
  selector: 'rs-webhook-secret',
  imports: [CopyFieldComponent, FailureComponent, RouterLink],
  providers: [WebhookSecretStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 i18n>Messages to your server</h2>
    <p class="quiet" i18n>
      State changes are posted to the address that a list names, signed as Standard Webhooks. Your server
      checks the signature with this secret.
    </p>
    <p><a routerLink="/messages" i18n>What became of each message</a></p>
    @if (store.secret(); as secret) {
      <rs-copy-field i18n-label label="Webhook secret" [value]="secret" />
    }
    <rs-failure [failure]="store.act.failure()" />
    <div class="foot">
      @if (store.secret()) {
        <button type="button" class="button" [disabled]="store.act.busy()" (click)="rotate()" i18n>
          Rotate
        </button>
        <span role="status" class="good">
          @if (store.rotated()) {
            <ng-container i18n>Changed. For a day messages are signed with both.</ng-container>
          }
        </span>
      } @else {
        <button type="button" class="button" [disabled]="store.act.busy()" (click)="store.show()" i18n>
          Show the secret
        </button>
      }
    </div>
  `,
  styleUrl: './section.css',
})
export class WebhookSecretComponent {
  readonly #dialogs = inject(DialogsService);
  protected readonly store = inject(WebhookSecretStore);

  protected async rotate(): Promise<void> {
    if (await this.#dialogs.ask<boolean>(RotateSecretDialogComponent, true)) await this.store.rotate();
  }
}

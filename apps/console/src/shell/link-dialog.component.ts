import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { formatMoment } from '../core/format.js';
import { ClockStore } from '../core/clock.store.js';
import { SessionStore } from '../core/session.store.js';
import { DialogComponent } from '../ui/dialog.component.js';
import { FailureComponent } from '../ui/failure.component.js';
import { IconComponent } from '../ui/icon.component.js';

/** Makes a link that signs another browser in. */
@Component({
  selector: 'rs-link-dialog',
  imports: [DialogComponent, FailureComponent, IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>Open in another browser</ng-container>
      <p i18n>This link signs one browser in, once. Give it only to somebody who may dial.</p>
      @if (session.link(); as link) {
        <input
          class="input"
          readonly
          [value]="link.url"
          (focus)="field.select()"
          #field
          i18n-aria-label
          aria-label="Link"
        />
        <p class="small quiet" i18n>Valid until {{ until() }}.</p>
      }
      <rs-failure [failure]="session.linking.failure()" />
      <ng-container foot>
        @if (session.link(); as link) {
          <button type="button" class="button main" (click)="copy(link.url)">
            <rs-icon name="copy" />
            @if (copied()) {
              <ng-container i18n>Copied</ng-container>
            } @else {
              <ng-container i18n>Copy the link</ng-container>
            }
          </button>
        }
      </ng-container>
    </rs-dialog>
  `,
  styles: `
    .input {
      margin: 12px 0 4px;
    }
    rs-failure {
      display: block;
      margin-top: 8px;
    }
  `,
})
export class LinkDialogComponent {
  readonly #clock = inject(ClockStore);
  protected readonly session = inject(SessionStore);
  protected readonly copied = signal(false);
  protected readonly until = computed(() => {
    const link = this.session.link();
    return link ? formatMoment(Date.parse(link.expires_at), this.#clock.now()) : '';
  });

  constructor() {
    void this.session.createLink();
  }

  protected async copy(url: string): Promise<void> {
    await navigator.clipboard.writeText(url);
    this.copied.set(true);
  }
}

import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { formatBytes, formatNumber } from '../../core/format.js';
import { UploadsStore } from '../../core/uploads.store.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';

/** How the upload of this campaign's list goes, and what became of it. */
@Component({
  selector: 'rs-upload-strip',
  imports: [FailureComponent, IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (upload(); as now) {
      @switch (now.state) {
        @case ('sending') {
          <div class="note plain">
            <progress
              [value]="now.sent"
              [max]="now.size"
              i18n-aria-label
              aria-label="Upload of the list"
            ></progress>
            @if (now.sent < now.size) {
              <span i18n>
                Sending the list: {{ sent() }} of {{ size() }}. You may leave this screen, but keep the page
                open.
              </span>
            } @else {
              <span i18n>The list has been sent and is being stored.</span>
            }
          </div>
        }
        @case ('failed') {
          <rs-failure [failure]="now.failure" />
        }
        @default {
          @if (now.rejected > 0) {
            <div class="note" role="status">
              <rs-icon name="warning" [size]="14" />
              <span>
                <ng-container i18n
                  >{now.rejected, plural, =1 {1 row was left out} other {{{ rejected() }} rows were left out}
                  }; they are no phone numbers:</ng-container
                >
                @for (row of now.firstRejected; track row.row) {
                  <span class="row"
                    ><ng-container i18n>row {{ row.row }}</ng-container
                    >: {{ row.phone || row.code }}</span
                  >
                }
              </span>
              <button
                type="button"
                class="button bare icon-only"
                i18n-aria-label
                aria-label="Close"
                (click)="uploads.forget(now.campaignId)"
              >
                <rs-icon name="close" [size]="14" />
              </button>
            </div>
          }
        }
      }
    }
  `,
  styles: `
    .note {
      align-items: center;
    }
    progress {
      width: 160px;
      height: 8px;
      accent-color: var(--brand);
    }
    .row {
      margin-left: 4px;
    }
    .row + .row::before {
      content: '· ';
    }
    .button {
      min-height: 24px;
      width: 24px;
      padding: 0;
      margin-left: auto;
    }
  `,
})
export class UploadStripComponent {
  protected readonly uploads = inject(UploadsStore);
  readonly campaignId = input.required<string>();
  protected readonly upload = computed(() => this.uploads.uploads().get(this.campaignId()));
  protected readonly sent = computed(() => formatBytes(this.upload()?.sent ?? 0));
  protected readonly size = computed(() => formatBytes(this.upload()?.size ?? 0));
  protected readonly rejected = computed(() => formatNumber(this.upload()?.rejected ?? 0));
}

import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { FeedResource } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { ClockStore } from '../../core/clock.store.js';
import { formatAgo, formatDuration } from '../../core/format.js';
import { RINGSIDE } from '../../core/ringside.js';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';

/** Where a phone system has to send its webhooks. */
@Component({
  selector: 'rs-feeds-dialog',
  imports: [DialogComponent, FailureComponent, IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>Webhook address</ng-container>
      <p i18n>
        Set this whole address in the phone system (its webhook_url), and every call it makes is shown here as
        it happens.
      </p>
      @for (feed of feeds(); track feed.id) {
        <section>
          <h3>
            {{ feed.name }}
            @if (feed.mock) {
              <span class="small quiet" i18n>bundled mock: set by itself</span>
            }
          </h3>
          <div class="address">
            <input
              class="input"
              readonly
              [value]="feed.webhook_url"
              [attr.aria-label]="feed.name"
              (focus)="field.select()"
              #field
            />
            <button type="button" class="button main" (click)="copy(feed)">
              <rs-icon name="copy" [size]="14" />
              @if (copied() === feed.id) {
                <ng-container i18n>Copied</ng-container>
              } @else {
                <ng-container i18n>Copy</ng-container>
              }
            </button>
          </div>
          <p class="small quiet">
            @if (feed.last_webhook_at; as at) {
              <ng-container i18n>Last webhook {{ ago(at) }}.</ng-container>
            } @else {
              <ng-container i18n>No webhook has come since the service was started.</ng-container>
            }
            &ngsp;
            @if (feed.sync_every; as every) {
              <ng-container i18n>Its records are fetched every {{ span(every) }}.</ng-container>
            } @else {
              <ng-container i18n>Its records are fetched only by hand.</ng-container>
            }
          </p>
        </section>
      }
      @if (feeds().length > 0) {
        <p class="note">
          <rs-icon name="warning" [size]="14" />
          <span i18n
            >The address is a secret: whoever knows it can report calls. Give it to the phone system
            only.</span
          >
        </p>
      }
      <rs-failure [failure]="reading.failure()" />
    </rs-dialog>
  `,
  styles: `
    section {
      display: grid;
      gap: 6px;
      margin: 16px 0;
    }
    h3 {
      margin: 0;
      color: var(--ink);
      font-size: var(--size-m);
      font-weight: 570;
    }
    h3 span {
      margin-left: 8px;
      font-weight: 450;
    }
    .address {
      display: flex;
      gap: 8px;
    }
    .address .input {
      font: 12px/20px var(--mono);
    }
  `,
})
export class FeedsDialogComponent {
  readonly #client = inject(RINGSIDE);
  readonly #clock = inject(ClockStore);
  readonly #feeds = signal<readonly FeedResource[]>([]);
  protected readonly feeds = this.#feeds.asReadonly();
  protected readonly copied = signal<string | null>(null);
  protected readonly reading = createAct();

  constructor() {
    void this.reading.run(async () => this.#feeds.set(await this.#client.feeds()));
  }

  protected ago(at: string): string {
    return formatAgo(at, this.#clock.now());
  }
  /** `5:00`: minutes and seconds. */
  protected span(seconds: number): string {
    return formatDuration(seconds * 1000);
  }
  protected async copy(feed: FeedResource): Promise<void> {
    await navigator.clipboard.writeText(feed.webhook_url);
    this.copied.set(feed.id);
  }
}

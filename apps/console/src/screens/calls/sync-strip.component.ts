import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatAgo, formatDuration, formatExact, formatNumber } from '../../core/format.js';
import { DialogsService } from '../../ui/dialogs.service.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { DeliveriesDialogComponent, type DeliveriesOf } from './deliveries-dialog.component.js';
import { FeedsDialogComponent } from './feeds-dialog.component.js';
import { FeedsStore } from './feeds.store.js';
import { SyncProblemComponent } from './sync-problem.component.js';
import { SyncReportComponent } from './sync-report.component.js';
import { SyncTriggerComponent } from './sync-trigger.component.js';
import { SyncsDialogComponent } from './syncs-dialog.component.js';

/** How far the sync is, or what the last one found, and when the next is due. */
@Component({
  selector: 'rs-sync-strip',
  imports: [FailureComponent, IconComponent, SyncProblemComponent, SyncReportComponent, SyncTriggerComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sync-strip.component.html',
  styleUrl: './sync-strip.component.css',
})
export class SyncStripComponent {
  readonly #dialogs = inject(DialogsService);
  readonly #connection = inject(ConnectionStore);
  protected readonly feeds = inject(FeedsStore);

  protected readonly fetched = computed(() => formatNumber(this.feeds.sync()?.fetched ?? 0));
  protected readonly announced = computed(() => {
    const announced = this.feeds.sync()?.announced ?? null;
    return announced === null ? null : formatNumber(announced);
  });
  /** Of the records that were announced, 0 to 1; null while that is not known. */
  protected readonly share = computed(() => {
    const sync = this.feeds.sync();
    return sync?.announced ? Math.min(1, sync.fetched / sync.announced) : null;
  });
  /** `5 minutes ago`; null: just now. */
  protected readonly ended = computed(() => {
    const at = this.feeds.sync()?.ended_at ?? null;
    const now = this.#connection.shownAt();
    // Seconds are of no interest, and would tick.
    return at === null || now - Date.parse(at) < 60_000 ? null : formatAgo(at, now);
  });
  protected readonly retryIn = computed(() => this.#until(this.feeds.sync()?.retry_at ?? null));
  protected readonly nextIn = computed(() =>
    this.feeds.running() || this.retryIn() !== null ? null : this.#until(this.feeds.nextSyncAt()),
  );
  protected readonly exact = formatExact;

  protected history(): void {
    void this.#dialogs.ask(SyncsDialogComponent, false, { wide: true });
  }
  protected addresses(): void {
    void this.#dialogs.ask(FeedsDialogComponent, false, { wide: true });
  }
  protected showRefused(syncId: string): void {
    const data: DeliveriesOf = { syncId };
    void this.#dialogs.ask(DeliveriesDialogComponent, false, { data, wide: true });
  }

  #until(at: string | null): string | null {
    return at === null ? null : formatDuration(Date.parse(at) - this.#connection.shownAt() + 999);
  }
}

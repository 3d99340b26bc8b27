import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { SyncResource } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { formatExact, formatMoment, formatNumber } from '../../core/format.js';
import { ClockStore } from '../../core/clock.store.js';
import { RINGSIDE } from '../../core/ringside.js';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { SyncProblemComponent } from './sync-problem.component.js';
import { SyncReportComponent } from './sync-report.component.js';
import { SyncTriggerComponent } from './sync-trigger.component.js';

/** The last syncs, and what became of each. */
@Component({
  selector: 'rs-syncs-dialog',
  imports: [
    DialogComponent,
    FailureComponent,
    IconComponent,
    SyncProblemComponent,
    SyncReportComponent,
    SyncTriggerComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>Syncs</ng-container>
      <ol tabindex="0" i18n-aria-label aria-label="The last syncs, newest first">
        @for (sync of syncs(); track sync.id) {
          <li [class]="sync.state">
            <rs-icon
              [name]="
                sync.state === 'completed' ? 'completed' : sync.state === 'running' ? 'again' : 'warning'
              "
              [size]="14"
            />
            <div>
              <p class="head">
                <b>
                  @switch (sync.state) {
                    @case ('completed') {
                      <ng-container i18n>Completed</ng-container>
                    }
                    @case ('running') {
                      <ng-container i18n>Running</ng-container>
                    }
                    @case ('waiting') {
                      <ng-container i18n>Failed, will be tried again</ng-container>
                    }
                    @default {
                      <ng-container i18n>Failed</ng-container>
                    }
                  }
                </b>
                <span class="small quiet"><rs-sync-trigger [trigger]="sync.trigger" /></span>
                <time
                  class="small quiet"
                  [attr.datetime]="sync.started_at"
                  [title]="exact(sync.started_at)"
                  >{{ moment(sync.started_at) }}</time
                >
              </p>
              @if (sync.report; as report) {
                <rs-sync-report class="small" [report]="report" [linked]="false" />
              } @else if (sync.problem; as problem) {
                <p class="small"><rs-sync-problem [problem]="problem" /></p>
              } @else {
                <p class="small" i18n>{{ count(sync.fetched) }} records so far</p>
              }
            </div>
          </li>
        }
      </ol>
      @if (syncs().length === 0 && !reading.busy() && !reading.failure()) {
        <p class="quiet" i18n>There was none yet.</p>
      }
      <rs-failure [failure]="reading.failure()" />
      <ng-container foot>
        @if (next()) {
          <button type="button" class="button" [disabled]="reading.busy()" (click)="read()" i18n>
            Older syncs
          </button>
        }
      </ng-container>
    </rs-dialog>
  `,
  styles: `
    ol {
      display: grid;
      max-height: 60vh;
      margin: 8px -8px 0;
      overflow-y: auto;
      list-style: none;
    }
    ol:focus-visible {
      outline-offset: -2px;
    }
    li {
      display: grid;
      grid-template-columns: 14px minmax(0, 1fr);
      gap: 10px;
      padding: 10px 8px;
      border-top: 1px solid var(--line-soft);
    }
    li:first-child {
      border-top: 0;
    }
    li > rs-icon {
      transform: translateY(3px);
      color: var(--failed);
    }
    .completed > rs-icon {
      color: var(--completed);
    }
    .running > rs-icon {
      color: var(--brand);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      gap: 0 10px;
      align-items: baseline;
    }
    .head b {
      color: var(--ink);
      font-weight: 570;
    }
    time {
      margin-left: auto;
    }
  `,
})
export class SyncsDialogComponent {
  readonly #client = inject(RINGSIDE);
  readonly #clock = inject(ClockStore);
  readonly #syncs = signal<readonly SyncResource[]>([]);
  readonly #next = signal<string | null>(null);
  protected readonly syncs = this.#syncs.asReadonly();
  protected readonly next = this.#next.asReadonly();
  protected readonly reading = createAct();
  protected readonly exact = formatExact;
  protected readonly count = formatNumber;

  constructor() {
    void this.read();
  }

  protected moment(at: string): string {
    return formatMoment(Date.parse(at), this.#clock.now());
  }

  protected read(): Promise<boolean> {
    return this.reading.run(async () => {
      const page = await this.#client.syncs(this.#next() ?? undefined);
      this.#syncs.update((known) => [...known, ...page.items]);
      this.#next.set(page.next_page);
    });
  }
}

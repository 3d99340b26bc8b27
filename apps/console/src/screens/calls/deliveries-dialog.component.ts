import { DIALOG_DATA } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { DeliveryFilter } from '@ringside/client';
import type { DeliveryResource } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { formatClock, formatExact } from '../../core/format.js';
import { RINGSIDE } from '../../core/ringside.js';
import { DialogComponent } from '../../ui/dialog.component.js';
import { FailureComponent } from '../../ui/failure.component.js';

/** Which webhooks or records are shown. */
export type DeliveriesOf = DeliveryFilter;

/** What the phone system sent and was not taken: why, and word for word. */
@Component({
  selector: 'rs-deliveries-dialog',
  imports: [DialogComponent, FailureComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>Refused by the sync</ng-container>
      <p i18n>Each was left out by itself; all others were taken. They are kept as they came.</p>
      <ul>
        @for (each of deliveries(); track $index) {
          <li>
            <b>{{ each.reason }}</b>
            <time class="small quiet" [attr.datetime]="each.at" [title]="exact(each.at)">{{
              clock(each.at)
            }}</time>
            <pre tabindex="0">{{ each.body }}</pre>
          </li>
        }
      </ul>
      @if (deliveries().length === 0 && !reading.busy() && !reading.failure()) {
        <p class="quiet" i18n>There are none.</p>
      }
      <rs-failure [failure]="reading.failure()" />
      <ng-container foot>
        @if (next()) {
          <button type="button" class="button" [disabled]="reading.busy()" (click)="read()" i18n>
            Show more
          </button>
        }
      </ng-container>
    </rs-dialog>
  `,
  styles: `
    ul {
      display: grid;
      gap: 16px;
      max-height: 50vh;
      margin-top: 16px;
      overflow-y: auto;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      justify-content: space-between;
    }
    b {
      color: var(--ink);
      font-weight: 570;
      overflow-wrap: anywhere;
    }
    pre {
      width: 100%;
      max-height: 160px;
      margin: 0;
      padding: 8px;
      overflow-y: auto;
      border-radius: 6px;
      background: var(--bg);
      font: 12px/18px var(--mono);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    pre:focus-visible {
      outline-offset: -2px;
    }
  `,
})
export class DeliveriesDialogComponent {
  readonly #client = inject(RINGSIDE);
  readonly #of = inject<DeliveriesOf>(DIALOG_DATA);
  readonly #deliveries = signal<readonly DeliveryResource[]>([]);
  readonly #next = signal<string | null>(null);
  protected readonly deliveries = this.#deliveries.asReadonly();
  protected readonly next = this.#next.asReadonly();
  protected readonly reading = createAct();
  protected readonly clock = formatClock;
  protected readonly exact = formatExact;

  constructor() {
    void this.read();
  }

  protected read(): Promise<boolean> {
    return this.reading.run(async () => {
      const page = await this.#client.deliveries(this.#of, this.#next() ?? undefined);
      this.#deliveries.update((known) => [...known, ...page.items]);
      this.#next.set(page.next_page);
    });
  }
}

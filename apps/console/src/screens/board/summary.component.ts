import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal } from '@angular/core';
import { ClockStore } from '../../core/clock.store.js';
import { formatNumber } from '../../core/format.js';
import { CampaignStateComponent } from '../../ui/campaign-state.component.js';
import { BoardStore } from './board.store.js';
import { doneOf, leftOf } from './pace.js';

/** How often the counts are read out while they change, milliseconds. */
const EVERY_MS = 20_000;

/** What a screen reader hears: the state at once when it changes, the counts now and then; never each call. */
@Component({
  selector: 'rs-summary',
  imports: [CampaignStateComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status', class: 'only-heard' },
  template: `
    @if (said(); as now) {
      <rs-campaign-state [state]="now.state" />
      <ng-container i18n
        >{{ now.done }} of {{ now.total }} done, {{ now.completed }} completed, {{ now.lines }} in
        flight.</ng-container
      >
    }
  `,
})
export class SummaryComponent {
  readonly #board = inject(BoardStore);
  readonly #clock = inject(ClockStore);
  readonly #moment = computed(() => Math.floor(this.#clock.local() / EVERY_MS));

  protected readonly said = linkedSignal({
    source: () => ({
      state: this.#board.campaign()?.state,
      moment: this.#moment(),
      pass: this.#board.campaign()?.pass,
    }),
    computation: () => {
      const campaign = this.#board.campaign();
      if (!campaign) return null;
      const { counts } = campaign;
      return {
        state: campaign.state,
        done: formatNumber(doneOf(counts)),
        total: formatNumber(doneOf(counts) + leftOf(counts)),
        completed: formatNumber(counts.completed),
        lines: formatNumber(campaign.lines_in_use),
      };
    },
  });
}

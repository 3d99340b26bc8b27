import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ClockStore } from '../../core/clock.store.js';
import { formatAgo, formatExact, formatNumber } from '../../core/format.js';
import { SessionStore } from '../../core/session.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { CampaignStateComponent } from '../../ui/campaign-state.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { ProgressBarComponent } from '../../ui/progress-bar.component.js';
import { segmentsOf } from '../../ui/segments.js';
import { CampaignsStore } from './campaigns.store.js';

/** Every campaign, newest first; a row opens its board. */
@Component({
  selector: 'rs-campaigns',
  imports: [
    CampaignStateComponent,
    FailureComponent,
    IconComponent,
    ProgressBarComponent,
    RouterLink,
    TopBarComponent,
  ],
  providers: [CampaignsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './campaigns.component.html',
  styleUrls: [
    '../../ui/screen.css',
    '../../ui/table.css',
    '../../ui/table-screen.css',
    './campaigns.component.css',
  ],
})
export class CampaignsComponent {
  readonly #clock = inject(ClockStore);
  protected readonly session = inject(SessionStore);
  protected readonly store = inject(CampaignsStore);
  protected readonly rows = computed(() =>
    this.store.campaigns()?.map((campaign) => {
      const { counts } = campaign;
      return {
        campaign,
        segments: segmentsOf(counts),
        total: formatNumber(campaign.total),
        completed: formatNumber(counts.completed),
        unanswered: formatNumber(counts.no_answer + counts.busy + counts.canceled),
        failed: formatNumber(counts.failed),
        left: formatNumber(counts.idle),
        created: formatAgo(campaign.created_at, this.#clock.now()),
        exact: formatExact(campaign.created_at),
      };
    }),
  );
}

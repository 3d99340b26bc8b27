import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatDay, formatMinutes, formatNumber } from '../../core/format.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { CallsViewsComponent } from '../calls/views.component.js';
import { MinutesChartComponent } from './chart.component.js';
import { MinutesStore } from './minutes.store.js';

/** Answered and unanswered minutes of the last days, per tenant. */
@Component({
  selector: 'rs-minutes',
  imports: [CallsViewsComponent, FailureComponent, MinutesChartComponent, TopBarComponent],
  providers: [MinutesStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './minutes.component.html',
  styleUrls: ['../../ui/screen.css', '../../ui/figures.css', './minutes.component.css'],
})
export class MinutesComponent {
  protected readonly connection = inject(ConnectionStore);
  protected readonly store = inject(MinutesStore);
  protected readonly rows = computed(() =>
    (this.store.days() ?? []).toReversed().map((day) => ({
      day: formatDay(day.day),
      empty: day.answered + day.notAnswered === 0,
      answered: formatNumber(day.answered),
      notAnswered: formatNumber(day.notAnswered),
      answeredMinutes: formatMinutes(day.answeredSeconds),
      unansweredMinutes: formatMinutes(day.unansweredSeconds),
    })),
  );
  protected readonly total = computed(() => {
    const total = this.store.total();
    return {
      answered: formatNumber(total.answered),
      notAnswered: formatNumber(total.notAnswered),
      answeredMinutes: formatMinutes(total.answeredSeconds),
      unansweredMinutes: formatMinutes(total.unansweredSeconds),
    };
  });
}

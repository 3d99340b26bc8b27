import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SimulatedPolicy, SimulationResource } from '@ringside/contracts';
import { ClockStore } from '../../core/clock.store.js';
import { formatMoment, formatRate } from '../../core/format.js';
import { PolicyNameComponent } from './policy-name.component.js';
import { SettingsComponent } from './settings.component.js';

const COLUMNS: readonly SimulatedPolicy[] = ['predictive', 'power'];

/** The newest simulations beside each other, what they were of and what they came to; each leads to its own. */
@Component({
  selector: 'rs-earlier',
  imports: [PolicyNameComponent, RouterLink, SettingsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel" aria-labelledby="earlier-title">
      <h2 id="earlier-title" i18n>The last simulations</h2>
      <p class="small quiet" i18n>Busy, % of paid time; below it abandoned, % of answers.</p>
      <table aria-labelledby="earlier-title">
        <thead>
          <tr>
            <th scope="col" i18n>Simulation</th>
            @for (policy of columns; track policy) {
              <th scope="col" class="end"><rs-policy-name [policy]="policy" /></th>
            }
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.id) {
            <tr [class.shown]="row.id === shown()">
              <th scope="row">
                <a
                  [routerLink]="[]"
                  [queryParams]="{ simulation: row.id }"
                  [attr.aria-current]="row.id === shown() ? 'true' : null"
                  >{{ row.name }}</a
                >
                <span class="small quiet">{{ row.at }}</span>
                <rs-settings class="small quiet" [settings]="row.settings" />
              </th>
              @for (cell of row.cells; track cell.policy) {
                <td class="end">
                  @if (cell.figures; as figures) {
                    {{ figures.busy }}
                    <span class="small quiet">{{ figures.abandoned }}</span>
                  } @else {
                    –
                  }
                </td>
              }
            </tr>
          }
        </tbody>
      </table>
    </section>
  `,
  styleUrl: '../../ui/figures.css',
  styles: `
    section {
      padding: 14px 16px;
    }
    h2 {
      margin-bottom: 8px;
    }
    th,
    td {
      padding: 6px 0 6px 16px;
      vertical-align: top;
    }
    th:first-child {
      padding-left: 8px;
    }
    td:last-child,
    th:last-child {
      padding-right: 8px;
    }
    a {
      margin-right: 8px;
    }
    tbody td {
      font-weight: 550;
    }
    td .small {
      display: block;
      font-weight: 450;
    }
    .shown > * {
      background: var(--selected);
    }
    @media (max-width: 700px) {
      th,
      td {
        padding: 6px 4px;
      }
      rs-settings {
        display: none;
      }
    }
  `,
})
export class EarlierComponent {
  readonly #clock = inject(ClockStore);
  readonly simulations = input.required<readonly SimulationResource[]>();
  /** Id of the one that is looked at. */
  readonly shown = input.required<string>();

  protected readonly columns = COLUMNS;
  protected readonly rows = computed(() =>
    this.simulations().map(({ id, name, created_at, settings, results }) => ({
      id,
      name,
      settings,
      at: formatMoment(Date.parse(created_at), this.#clock.now()),
      cells: COLUMNS.map((policy) => {
        const result = results.find((one) => one.policy === policy);
        return {
          policy,
          figures: result && {
            busy: formatRate(result.busy_share.mean * 100),
            abandoned: formatRate(result.abandon_rate.mean * 100),
          },
        };
      }),
    })),
  );
}

import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { SyncReport } from '@ringside/contracts';
import { formatNumber } from '../../core/format.js';

/** What a sync found, in numbers with their words; a click on the refused shows why. */
@Component({
  selector: 'rs-sync-report',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let found = shown();
    <span i18n-title title="Calls that nobody had told us of"
      ><b>{{ found.new }}</b
      >&ngsp;<ng-container i18n>new</ng-container></span
    >
    <span i18n-title title="Calls of which more became known"
      ><b>{{ found.updated }}</b
      >&ngsp;<ng-container i18n>updated</ng-container></span
    >
    <span i18n-title title="Calls that were open because their end had never come"
      ><b>{{ found.completed }}</b
      >&ngsp;<ng-container i18n>completed by the sync</ng-container></span
    >
    <span
      ><b>{{ found.known }}</b
      >&ngsp;<ng-container i18n>already known</ng-container></span
    >
    <i></i>
    <span
      ><b>{{ found.answered }}</b
      >&ngsp;<ng-container i18n>answered</ng-container></span
    >
    <span
      ><b>{{ found.not_answered }}</b
      >&ngsp;<ng-container i18n>not answered</ng-container></span
    >
    <span i18n-title title="Calls that webhooks told of, and no record"
      ><b>{{ found.unmatched }}</b
      >&ngsp;<ng-container i18n>unmatched</ng-container></span
    >
    @if (report().refused > 0 && linked()) {
      <button type="button" (click)="refused.emit()">
        <b>{{ found.refused }}</b>&ngsp;<ng-container i18n>refused: see why</ng-container>
      </button>
    } @else {
      <span
        ><b>{{ found.refused }}</b
        >&ngsp;<ng-container i18n>refused</ng-container></span
      >
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 16px;
      align-items: baseline;
      color: var(--ink-2);
    }
    span {
      white-space: nowrap;
    }
    b {
      color: var(--ink);
      font-weight: 600;
    }
    i {
      align-self: center;
      width: 1px;
      height: 14px;
      background: var(--line);
    }
    button {
      padding: 0;
      border: 0;
      background: none;
      color: var(--failed);
      font: inherit;
      text-decoration: underline;
      text-underline-offset: 3px;
      cursor: pointer;
    }
    button b {
      color: inherit;
    }
    @media (max-width: 700px) {
      i {
        display: none;
      }
    }
  `,
})
export class SyncReportComponent {
  readonly report = input.required<SyncReport>();
  /** Whether the refused can be looked at from here. */
  readonly linked = input(true);
  readonly refused = output();
  protected readonly shown = computed(() => {
    const report = this.report();
    const entries = Object.entries(report) as [keyof SyncReport, number][];
    return Object.fromEntries(entries.map(([name, count]) => [name, formatNumber(count)])) as Record<
      keyof SyncReport,
      string
    >;
  });
}

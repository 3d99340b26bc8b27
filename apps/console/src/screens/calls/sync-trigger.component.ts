import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { SyncView } from '@ringside/contracts';

/** Who asked for a sync. */
@Component({
  selector: 'rs-sync-trigger',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (trigger()) {
      @case ('manual') {
        <ng-container i18n>by hand</ng-container>
      }
      @case ('schedule') {
        <ng-container i18n>on schedule</ng-container>
      }
      @case ('deadline') {
        <ng-container i18n>because the end of a call is overdue</ng-container>
      }
      @default {
        {{ trigger() }}
      }
    }
  `,
})
export class SyncTriggerComponent {
  readonly trigger = input.required<SyncView['trigger']>();
}

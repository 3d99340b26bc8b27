import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { CallResource } from '@ringside/contracts';

/** Who answered a call, where the phone system can tell. */
@Component({
  selector: 'rs-answered-by',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (who()) {
      @case ('human') {
        <ng-container i18n>a person</ng-container>
      }
      @case ('machine') {
        <ng-container i18n>a machine</ng-container>
      }
    }
  `,
})
export class AnsweredByComponent {
  readonly who = input.required<CallResource['answered_by']>();
}

import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { PhoneProblem } from '@ringside/contracts';

/** What is wrong with a line. */
@Component({
  selector: 'rs-line-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (problem()) {
      @case ('not_a_number') {
        <ng-container i18n>is not a phone number</ng-container>
      }
      @case ('too_short') {
        <ng-container i18n>has too few digits</ng-container>
      }
      @case ('too_long') {
        <ng-container i18n>has more than 15 digits</ng-container>
      }
      @case ('emergency_number') {
        <ng-container i18n>is an emergency or short number, which is never dialed</ng-container>
      }
    }
  `,
})
export class LineProblemComponent {
  readonly problem = input.required<PhoneProblem | null>();
}

import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { PhoneSystemProblem } from '@ringside/contracts';

/** What is wrong with a phone system, in a few words; fits behind a colon. */
@Component({
  selector: 'rs-phone-system-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (problem()) {
      @case ('unreachable') {
        <ng-container i18n>it does not answer</ng-container>
      }
      @case ('unauthorized') {
        <ng-container i18n>it refuses the user or the password</ng-container>
      }
      @case ('read_only') {
        <ng-container i18n>the user may only read</ng-container>
      }
      @case ('taken_over') {
        <ng-container i18n>another program took over the event stream</ng-container>
      }
      @case ('broken') {
        <ng-container i18n>the event stream broke</ng-container>
      }
      @case ('incompatible') {
        <ng-container i18n>it does not speak as it should</ng-container>
      }
      @case ('unknown_endpoint') {
        <ng-container i18n>it has no such endpoint</ng-container>
      }
      @case ('dialplan') {
        <ng-container i18n>its dialplan lacks something</ng-container>
      }
      @default {
        {{ problem() }}
      }
    }
  `,
})
export class PhoneSystemProblemComponent {
  readonly problem = input.required<PhoneSystemProblem>();
}

import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { CallFlag } from '@ringside/contracts';

/** What does not fit in what the phone system said of a call, in words. */
@Component({
  selector: 'rs-flag-words',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (flag()) {
      @case ('negative_duration') {
        <ng-container i18n>the duration given is below zero</ng-container>
      }
      @case ('negative_talk') {
        <ng-container i18n>it ended before it was answered</ng-container>
      }
      @case ('out_of_order') {
        <ng-container i18n>its times are not in the order in which calls go</ng-container>
      }
      @case ('in_future') {
        <ng-container i18n>one of its times lies in the future</ng-container>
      }
      @case ('no_end_time') {
        <ng-container i18n>it ended, but when was not said</ng-container>
      }
      @case ('end_estimated') {
        <ng-container i18n>nobody said that it ended; its deadline closed it</ng-container>
      }
      @case ('do_not_call') {
        <ng-container i18n
          >the network says that this number wants no such calls: do not call it again</ng-container
        >
      }
      @default {
        {{ flag() }}
      }
    }
  `,
})
export class FlagWordsComponent {
  readonly flag = input.required<CallFlag>();
}

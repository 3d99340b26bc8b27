import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** Why a call ended as it did: our own reasons in words, the phone system's own text as it is. */
@Component({
  selector: 'rs-reason',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (reason()) {
      @case (null) {}
      @case ('no_status') {
        <ng-container i18n>accepted, then never heard of</ng-container>
      }
      @case ('ring_deadline') {
        <ng-container i18n>rang until the time was up</ng-container>
      }
      @case ('talk_deadline') {
        <ng-container i18n>no end was reported; estimated</ng-container>
      }
      @case ('placement_unknown') {
        <ng-container i18n>the phone system never said whether it called</ng-container>
      }
      @case ('answer_not_reported') {
        <ng-container i18n>no answer was reported</ng-container>
      }
      @case ('stopped') {
        <ng-container i18n>the campaign was stopped</ng-container>
      }
      @case ('hung_up') {
        <ng-container i18n>hung up from here</ng-container>
      }
      @case ('unknown_end') {
        <ng-container i18n>its end was never reported; closed after its deadline</ng-container>
      }
      @case ('number_not_allowed') {
        <ng-container i18n>emergency and short numbers are never dialed</ng-container>
      }
      @case ('ended_unseen') {
        <ng-container i18n>ended while the phone system was not connected</ng-container>
      }
      @case ('answering_machine') {
        <ng-container i18n>hung up on a machine</ng-container>
      }
      @default {
        {{ reason() }}
      }
    }
  `,
})
export class ReasonComponent {
  readonly reason = input.required<string | null>();
}

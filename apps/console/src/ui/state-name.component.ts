import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** A state or status in a word; one that a newer server may have stands as it is. */
@Component({
  selector: 'rs-state-name, option[rsStateName]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (state()) {
      @case ('idle') {
        <ng-container i18n>Idle</ng-container>
      }
      @case ('in_flight') {
        <ng-container i18n>In flight</ng-container>
      }
      @case ('placing') {
        <ng-container i18n>Placing</ng-container>
      }
      @case ('dialing') {
        <ng-container i18n>Dialing</ng-container>
      }
      @case ('ringing') {
        <ng-container i18n>Ringing</ng-container>
      }
      @case ('answered') {
        <ng-container i18n>Answered</ng-container>
      }
      @case ('completed') {
        <ng-container i18n>Completed</ng-container>
      }
      @case ('no_answer') {
        <ng-container i18n>No answer</ng-container>
      }
      @case ('busy') {
        <ng-container i18n>Busy</ng-container>
      }
      @case ('rejected') {
        <ng-container i18n>Rejected</ng-container>
      }
      @case ('failed') {
        <ng-container i18n>Failed</ng-container>
      }
      @case ('canceled') {
        <ng-container i18n>Canceled</ng-container>
      }
      @case ('abandoned') {
        <ng-container i18n>Abandoned</ng-container>
      }
      @case ('unknown') {
        <ng-container i18n>Unknown</ng-container>
      }
      @default {
        {{ state() }}
      }
    }
  `,
})
export class StateNameComponent {
  readonly state = input.required<string>();
}

import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** What happened in a call, in a word; what a newer server or the phone system says stands as it is. */
@Component({
  selector: 'rs-story-event-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (what()) {
      @case ('placing') {
        <ng-container i18n>Line taken</ng-container>
      }
      @case ('refused') {
        <ng-container i18n>Refused, will be asked again</ng-container>
      }
      @case ('unknown') {
        <ng-container i18n>No reply: may have been placed</ng-container>
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
      @case ('busy') {
        <ng-container i18n>Busy</ng-container>
      }
      @case ('no_answer') {
        <ng-container i18n>No answer</ng-container>
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
      @case ('record') {
        <ng-container i18n>Its record was fetched</ng-container>
      }
      @case ('placement_accepted') {
        <ng-container i18n>Placed</ng-container>
      }
      @case ('placement_failed') {
        <ng-container i18n>Not placed: the phone system said no</ng-container>
      }
      @case ('placement_refused') {
        <ng-container i18n>Not placed: the phone system was too busy</ng-container>
      }
      @case ('placement_unknown') {
        <ng-container i18n>No reply to the request</ng-container>
      }
      @default {
        {{ what() }}
      }
    }
  `,
})
export class StoryEventNameComponent {
  readonly what = input.required<string>();
}

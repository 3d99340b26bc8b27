import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { StateNameComponent } from '../state-name.component.js';

/** What happened in a call, in a word; what a newer server or the phone system says stands as it is. */
@Component({
  selector: 'rs-story-event-name',
  imports: [StateNameComponent],
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
      @case ('record') {
        <ng-container i18n>Its record was fetched</ng-container>
      }
      @case ('answered_by_human') {
        <ng-container i18n>A person answered</ng-container>
      }
      @case ('answered_by_machine') {
        <ng-container i18n>A machine answered</ng-container>
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
        <rs-state-name [state]="what()" />
      }
    }
  `,
})
export class StoryEventNameComponent {
  readonly what = input.required<string>();
}

import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { StatusFilter } from '../../ui/segments.js';

/** What a part of the list is called. */
@Component({
  selector: 'rs-segment-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (filter()) {
      @case ('completed') {
        <ng-container i18n>Completed</ng-container>
      }
      @case ('no_answer') {
        <ng-container i18n>No answer</ng-container>
      }
      @case ('busy') {
        <ng-container i18n>Busy</ng-container>
      }
      @case ('failed') {
        <ng-container i18n>Failed</ng-container>
      }
      @case ('canceled') {
        <ng-container i18n>Canceled</ng-container>
      }
      @case ('in_flight') {
        <ng-container i18n>In flight</ng-container>
      }
      @case ('idle') {
        <ng-container i18n>Idle</ng-container>
      }
    }
  `,
})
export class SegmentNameComponent {
  readonly filter = input.required<StatusFilter>();
}

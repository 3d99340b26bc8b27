import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { PhoneSystemAbility } from '@ringside/contracts';

/** Something a phone system can do, in a few words. */
@Component({
  selector: 'rs-ability',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (ability()) {
      @case ('hang_up') {
        <ng-container i18n>hang up</ng-container>
      }
      @case ('reconcile') {
        <ng-container i18n>tell which calls it has</ng-container>
      }
      @case ('records') {
        <ng-container i18n>keep records of calls</ng-container>
      }
      @case ('detect_machine') {
        <ng-container i18n>tell machines from people</ng-container>
      }
      @case ('bridge') {
        <ng-container i18n>connect two calls</ng-container>
      }
      @case ('listen') {
        <ng-container i18n>let one listen in</ng-container>
      }
      @case ('play') {
        <ng-container i18n>play a message</ng-container>
      }
      @case ('whisper') {
        <ng-container i18n>whisper to one side</ng-container>
      }
      @case ('barge') {
        <ng-container i18n>let one join in</ng-container>
      }
      @case ('hold') {
        <ng-container i18n>hold</ng-container>
      }
      @case ('mute') {
        <ng-container i18n>mute</ng-container>
      }
      @case ('dtmf') {
        <ng-container i18n>send tones</ng-container>
      }
      @case ('record') {
        <ng-container i18n>record</ng-container>
      }
      @default {
        {{ ability() }}
      }
    }
  `,
})
export class AbilityComponent {
  readonly ability = input.required<PhoneSystemAbility>();
}

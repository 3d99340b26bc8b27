import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Failure } from '../core/failure.js';
import { IconComponent } from './icon.component.js';

/** An error beside what caused it: what happened, and what to do. */
@Component({
  selector: 'rs-failure',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (failure(); as problem) {
      <div class="note bad" role="alert">
        <rs-icon name="warning" [size]="14" />
        <span>
          @switch (problem.code) {
            @case ('unreachable') {
              <ng-container i18n
                >The server cannot be reached, so nothing was done. Try again when the light says
                Live.</ng-container
              >
            }
            @case ('timeout') {
              <ng-container i18n
                >No answer came. It may have worked: look at the state before you try again.</ng-container
              >
            }
            @case ('unauthenticated') {
              <ng-container i18n>The key or the secret is not right.</ng-container>
            }
            @case ('too_many_requests') {
              <ng-container i18n>Too many tries. Wait a minute, then try again.</ng-container>
            }
            @case ('forbidden') {
              <ng-container i18n>You may not do this.</ng-container>
            }
            @case ('email_taken') {
              <ng-container i18n>Somebody with this email is here already.</ng-container>
            }
            @case ('last_admin') {
              <ng-container i18n
                >This is the last admin. Make somebody else an admin first, so that the account keeps
                one.</ng-container
              >
            }
            @case ('invitation_over') {
              <ng-container i18n>This invitation has been used, or is too old.</ng-container>
            }
            @case ('not_found') {
              <ng-container i18n>This does not exist, or belongs to another account.</ng-container>
            }
            @case ('dialing_stopped') {
              <ng-container i18n>All dialing is stopped. Choose “Allow dialing again” first.</ng-container>
            }
            @case ('campaign_empty') {
              <ng-container i18n>The list has no numbers. Add some first.</ng-container>
            }
            @case ('nothing_to_dial') {
              <ng-container i18n>Nobody is left to call: everyone was reached.</ng-container>
            }
            @case ('calls_in_flight') {
              <ng-container i18n
                >The last calls are not over yet. Try again when the lines are free.</ng-container
              >
            }
            @case ('campaign_ended') {
              <ng-container i18n>The campaign has already ended.</ng-container>
            }
            @case ('campaign_not_running') {
              <ng-container i18n>The campaign is not running.</ng-container>
            }
            @case ('campaign_running') {
              <ng-container i18n>The campaign is running already.</ng-container>
            }
            @case ('no_feed') {
              <ng-container i18n
                >No phone system tells its calls here, so there is nothing to sync.</ng-container
              >
            }
            @case ('call_ended') {
              <ng-container i18n>The call had already ended.</ng-container>
            }
            @case ('hangup_not_supported') {
              <ng-container i18n>This phone system cannot end a call from here.</ng-container>
            }
            @case ('payload_too_large') {
              <ng-container i18n
                >The list is too long to send at once. Save it as a file and drop the file here.</ng-container
              >
            }
            @case ('store_unavailable') {
              <ng-container i18n
                >The database does not answer. Nothing was done; try again in a moment.</ng-container
              >
            }
            @case ('not_ready') {
              <ng-container i18n>The service is still starting. Try again in a moment.</ng-container>
            }
            @default {
              <ng-container i18n>That did not work: {{ problem.message }}</ng-container>
            }
          }
          @for (error of problem.errors.slice(0, 5); track error.field) {
            <span class="field-error">{{ error.field }}: {{ error.detail }}</span>
          }
        </span>
      </div>
    }
  `,
  styles: `
    .field-error {
      display: block;
    }
  `,
})
export class FailureComponent {
  readonly failure = input.required<Failure | null>();
}

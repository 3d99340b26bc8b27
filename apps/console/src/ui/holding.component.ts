import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Holding } from '@ringside/contracts';
import { RouterLink } from '@angular/router';
import { IconComponent } from './icon.component.js';

/** Why a running campaign with free lines does not dial now. */
@Component({
  selector: 'rs-holding',
  imports: [IconComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status' },
  template: `
    @if (holding(); as held) {
      <div class="note">
        <rs-icon name="info" [size]="14" />
        <span>
          @switch (held.code) {
            @case ('provider_backoff') {
              <ng-container i18n
                >The phone system has just refused a call. The next try comes in a moment.</ng-container
              >
            }
            @case ('provider_refusing') {
              <ng-container i18n
                >The phone system keeps refusing calls. It is asked again every 30 s; nobody on the list is
                lost.</ng-container
              >
            }
            @case ('provider_calls_per_second') {
              <ng-container i18n>Dialing as fast as the phone system takes new calls.</ng-container>
            }
            @case ('account_max_lines') {
              <ng-container i18n>Waiting for a line: all lines of the account are in use.</ng-container>
            }
            @case ('account_calls_per_second') {
              <ng-container i18n>Dialing as fast as the account's brake allows.</ng-container>
            }
            @case ('account_calls_per_day') {
              <ng-container i18n>Today's calls are used up. Dialing goes on tomorrow.</ng-container>
            }
            @case ('phone_system_down') {
              <ng-container i18n>Dialing waits for the phone system.</ng-container>
            }
            @case ('waiting_for_contacts') {
              <ng-container i18n>Waiting for more numbers: the list is still being uploaded.</ng-container>
            }
            @default {
              <ng-container i18n>Dialing waits: {{ held.code }}</ng-container>
            }
          }
          @if (held.detail) {
            &ngsp;<span class="detail">{{ held.detail }}</span>
          }
          @if (held.code === 'phone_system_down') {
            &ngsp;<a routerLink="/phone-systems" i18n>Phone systems</a>
          }
        </span>
      </div>
    }
  `,
  styles: `
    .detail {
      opacity: 0.85;
      overflow-wrap: anywhere;
    }
  `,
})
export class HoldingComponent {
  readonly holding = input.required<Holding | null>();
}

import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatDuration, formatExact, formatNumber } from '../../core/format.js';
import { CopyFieldComponent } from '../../ui/copy-field.component.js';
import { DialogComponent } from '../../ui/dialog.component.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { BoardStore } from './board.store.js';
import { MachinesComponent } from './machines.component.js';

/** How a list is set up: what was chosen when it was made, here or by a program. */
@Component({
  selector: 'rs-details-dialog',
  imports: [CopyFieldComponent, DialogComponent, MachinesComponent, PhoneComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>How this list is set up</ng-container>
      @if (board.campaign(); as campaign) {
        <dl>
          <dt i18n>Name</dt>
          <dd>{{ campaign.name }}</dd>
          <dt i18n>Calls from</dt>
          <dd>
            @if (campaign.from; as from) {
              <rs-phone [phone]="from" />
            } @else {
              <span class="quiet" i18n>the phone system's own number</span>
            }
          </dd>
          <dt i18n>Dialer</dt>
          <dd>
            {{ campaign.dialer_type }},
            <ng-container i18n>{campaign.lines, plural,
              =1 {1 line}
              other {{{ count(campaign.lines) }} lines}
            }</ng-container>
          </dd>
          <dt i18n>Rings for</dt>
          <dd>{{ time(campaign.ring_timeout) }} <span class="quiet" i18n>at most</span></dd>
          <dt i18n>Talks for</dt>
          <dd>{{ time(campaign.max_duration) }} <span class="quiet" i18n>at most</span></dd>
          <dt i18n>Machines</dt>
          <dd><rs-machines [chosen]="campaign.machine_detection" /></dd>
          <dt i18n>Made</dt>
          <dd>{{ exact(campaign.created_at) }}</dd>
          @if (campaign.started_at; as at) {
            <dt i18n>Started</dt>
            <dd>{{ exact(at) }}</dd>
          }
          @if (campaign.ended_at; as at) {
            <dt i18n>Ended</dt>
            <dd>{{ exact(at) }}</dd>
          }
          @if (campaign.call_state_url === null) {
            <dt i18n>Messages</dt>
            <dd class="quiet" i18n>no server is told of its calls</dd>
          }
        </dl>
        @if (campaign.call_state_url; as url) {
          <div class="told">
            <rs-copy-field i18n-label label="State changes are posted to" [value]="url" />
            <a routerLink="/messages" [queryParams]="{ campaign: campaign.id }" (click)="ref.close()" i18n
              >What became of its messages</a
            >
          </div>
        }
      }
    </rs-dialog>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 8px 16px;
    }
    dt {
      color: var(--ink-3);
    }
    dd {
      color: var(--ink);
      overflow-wrap: anywhere;
    }
    dd .quiet,
    dd.quiet {
      color: var(--ink-3);
    }
    rs-phone {
      white-space: normal;
    }
    .told {
      display: grid;
      gap: 8px;
      margin-top: 16px;
      padding-top: 16px;
      border-top: 1px solid var(--line);
    }
  `,
})
export class DetailsDialogComponent {
  protected readonly ref = inject(DialogRef);
  protected readonly board = inject(BoardStore);
  protected readonly exact = formatExact;
  protected readonly count = formatNumber;
  protected readonly time = (seconds: number): string => formatDuration(seconds * 1000);
}

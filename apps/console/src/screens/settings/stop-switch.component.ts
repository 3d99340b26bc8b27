import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { AccountStore } from '../../core/account.store.js';
import { StopEverythingService } from '../../shell/stop-everything.service.js';
import { IconComponent } from '../../ui/icon.component.js';

/** The brake that stops everything, and lets it go again. What went wrong stands in the head of the page. */
@Component({
  selector: 'rs-stop-switch',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 i18n>Stop everything</h2>
    @if (account.dialingStopped()) {
      <p class="bad" i18n>Dialing is stopped: nothing can start until it is allowed again.</p>
      <div class="foot">
        <button
          type="button"
          class="button"
          [disabled]="account.allowing.busy()"
          (click)="account.allowDialing()"
          i18n
        >
          Allow dialing again
        </button>
      </div>
    } @else {
      <p class="quiet" i18n>Every campaign stops, and nothing can start until it is allowed again.</p>
      <div class="foot">
        <button type="button" class="button danger" [disabled]="account.stopping.busy()" (click)="stop.ask()">
          <rs-icon name="hand" [size]="14" /><ng-container i18n>Stop everything</ng-container>
        </button>
      </div>
    }
  `,
  styleUrl: './section.css',
})
export class StopSwitchComponent {
  protected readonly account = inject(AccountStore);
  protected readonly stop = inject(StopEverythingService);
}

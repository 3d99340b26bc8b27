import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { IconComponent } from '../../ui/icon.component.js';
import { FeedsStore } from './feeds.store.js';

/** Fetches the phone system's own records. */
@Component({
  selector: 'rs-sync-button',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      type="button"
      class="button main"
      [disabled]="feeds.syncing.busy() || feeds.running()"
      (click)="feeds.startSync()"
    >
      @if (feeds.syncing.busy() || feeds.running()) {
        <span class="waiting"></span>
        <ng-container i18n>Syncing</ng-container>
      } @else {
        <rs-icon name="again" [size]="14" />
        <ng-container i18n>Sync</ng-container>
        <kbd aria-hidden="true">s</kbd>
      }
    </button>
  `,
  styles: `
    :host {
      display: flex;
    }
    .button {
      min-width: 96px;
    }
    :host(.thumb) .button {
      flex: 1;
    }
    :host(.thumb) kbd {
      display: none;
    }
  `,
})
export class SyncButtonComponent {
  protected readonly feeds = inject(FeedsStore);
}

import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { ConnectionStore } from '../core/connection.store.js';
import { formatDuration } from '../core/format.js';

/** Whether what is shown is live, in words and colour; always true. */
@Component({
  selector: 'rs-live-light',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'connection.status()' },
  template: `
    <i></i>
    <span role="status">
      @switch (connection.status()) {
        @case ('live') {
          <ng-container i18n>Live</ng-container>
        }
        @case ('connecting') {
          <ng-container i18n>Connecting</ng-container>
        }
        @case ('signed_out') {
          <ng-container i18n>Signed out</ng-container>
        }
        @default {
          <ng-container i18n>Reconnecting</ng-container>
        }
      }
    </span>
    @if (age(); as old) {
      <span class="age" i18n>showing {{ old }} ago</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 8px;
      align-items: center;
      color: var(--ink-2);
      font-weight: 550;
      white-space: nowrap;
    }
    i {
      width: 8px;
      height: 8px;
      border-radius: 50%;
      background: var(--line-strong);
    }
    :host(.live) {
      color: var(--answered);
    }
    :host(.live) i {
      background: var(--answered-f);
      box-shadow: 0 0 0 3px color-mix(in srgb, var(--answered-f) 25%, transparent);
    }
    :host(.reconnecting) {
      color: var(--ringing);
    }
    :host(.reconnecting) i {
      background: none;
      box-shadow: inset 0 0 0 2px var(--ringing-f);
    }
    .age {
      margin-left: -8px;
    }
    .age::before {
      content: ', ';
    }
    @media (max-width: 700px) {
      :host {
        font-size: var(--size-s);
        line-height: 16px;
      }
      :host(.reconnecting) {
        display: grid;
        grid-template-columns: 8px auto;
        gap: 0 6px;
      }
      .age {
        grid-column: 2;
        margin: 0;
        font-weight: 450;
      }
      .age::before {
        content: none;
      }
    }
  `,
})
export class LiveLightComponent {
  protected readonly connection = inject(ConnectionStore);
  /** `12 s`, `3:20`: only while it is not live. */
  protected readonly age = computed(() => {
    const seconds = this.connection.secondsOld();
    if (this.connection.status() !== 'reconnecting' || seconds === null) return null;
    return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
  });
}

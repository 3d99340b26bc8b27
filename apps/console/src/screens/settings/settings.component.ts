import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { ConnectionStore } from '../../core/connection.store.js';
import { SessionStore } from '../../core/session.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { BrakesComponent } from './brakes.component.js';
import { WebhookSecretComponent } from './webhook-secret.component.js';
import { YouComponent } from './you.component.js';
import { StopSwitchComponent } from './stop-switch.component.js';

/** The brakes of the account, and one's own sign-in. */
@Component({
  selector: 'rs-settings',
  imports: [BrakesComponent, StopSwitchComponent, TopBarComponent, WebhookSecretComponent, YouComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-top-bar><h1 i18n>Settings</h1></rs-top-bar>
    <main [class.old]="!connection.live()">
      @if (session.isAdmin()) {
        <rs-brakes class="panel" />
      }
      @if (session.may('dial')) {
        <rs-stop-switch class="panel" />
      }
      @if (session.isAdmin()) {
        <rs-webhook-secret class="panel" />
      }
      @if (session.session()) {
        <rs-you class="panel" />
      }
    </main>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
    }
    main {
      display: grid;
      flex: 1;
      grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
      gap: 16px;
      align-content: start;
      align-items: start;
      min-height: 0;
      max-width: 1120px;
      padding: 16px 20px;
      overflow-y: auto;
    }
    /* What is not live looks it, too. */
    main.old > * {
      filter: saturate(0.3);
    }
    main > * {
      display: grid;
      gap: 16px;
      padding: 20px;
    }
    @media (max-width: 700px) {
      main {
        padding: 12px;
      }
      main > * {
        padding: 16px;
      }
    }
  `,
})
export class SettingsComponent {
  protected readonly connection = inject(ConnectionStore);
  protected readonly session = inject(SessionStore);
}

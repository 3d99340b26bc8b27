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
  styleUrls: ['../../ui/screen.css', './settings.component.css'],
})
export class SettingsComponent {
  protected readonly connection = inject(ConnectionStore);
  protected readonly session = inject(SessionStore);
}

import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { RoleNameComponent } from './role-name.component.js';

/** Where somebody came by the address who may not do what is done there: what it is, as whom they are here, whom to ask. */
@Component({
  selector: 'rs-not-yours',
  imports: [RoleNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="nothing">
      <p class="big"><ng-content /></p>
      @if (session.session(); as who) {
        @if (who.role; as role) {
          <p>
            <ng-container i18n>You are signed in as {{ who.name }}</ng-container>
            (<rs-role-name [role]="role" />).
            <ng-container i18n>Ask an admin to do it for you, or to make you one.</ng-container>
          </p>
        } @else {
          <p i18n>This browser is signed in with the API key “{{ who.name }}”, which does not allow it.</p>
        }
      }
    </div>
  `,
  styleUrl: './nothing.css',
  styles: `
    :host {
      display: block;
    }
  `,
})
export class NotYoursComponent {
  protected readonly session = inject(SessionStore);
}

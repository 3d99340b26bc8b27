import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { RoleNameComponent } from './role-name.component.js';

/** Where somebody came by the address who may not do what is done there: what it is, as whom they are here, whom to ask. */
@Component({
  selector: 'rs-not-yours',
  imports: [RoleNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
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
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      justify-items: center;
      max-width: 520px;
      margin: 0 auto;
      padding: 48px 16px;
      color: var(--ink-2);
      text-align: center;
    }
    .big {
      color: var(--ink);
      font-size: var(--size-l);
      font-weight: 600;
    }
  `,
})
export class NotYoursComponent {
  protected readonly session = inject(SessionStore);
}

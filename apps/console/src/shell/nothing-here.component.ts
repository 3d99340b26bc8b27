import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { DoorComponent } from '../ui/door.component.js';

/** For who is signed in and may see nothing: callers, until there is something for them. */
@Component({
  selector: 'rs-nothing-here',
  imports: [DoorComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-door>
      <h1 i18n>You are signed in</h1>
      <p i18n>{{ session.session()?.name }}, there is nothing here for callers yet.</p>
      <p i18n>If you should see campaigns and calls, ask an admin to make you a supervisor.</p>
      <button type="button" class="button" (click)="session.signOut()" i18n>Sign out</button>
    </rs-door>
  `,
  styles: `
    :host {
      display: block;
      height: 100%;
    }
    h1 {
      color: var(--ink);
    }
  `,
})
export class NothingHereComponent {
  protected readonly session = inject(SessionStore);
}

import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { SessionStore } from '../../core/session.store.js';
import { DoorComponent } from '../../ui/door.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { PasswordFieldComponent } from '../../ui/password-field.component.js';

/** Where an invitation leads: whoever has it chooses a password, and is signed in with it. */
@Component({
  selector: 'rs-welcome',
  imports: [DoorComponent, FailureComponent, PasswordFieldComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-door>
      <h1 i18n>Welcome</h1>
      @if (over()) {
        <p class="note" role="alert" i18n>
          This invitation has been used, or is too old: it works once, for a week.
        </p>
        <p i18n>
          If you have set your password already, sign in with it. Otherwise ask whoever invited you for a new
          link.
        </p>
        <a class="button main" href="/" i18n>To the sign-in</a>
      } @else {
        <p i18n>Choose a password. With your email it signs you in from now on.</p>
        <form (submit)="accept($event)">
          <rs-password-field i18n-label label="New password" [fresh]="true" [(value)]="password" />
          <rs-failure [failure]="session.signingIn.failure()" />
          <button type="submit" class="button main" [disabled]="session.signingIn.busy()">
            @if (session.signingIn.busy()) {
              <span class="waiting"></span>
            }
            <ng-container i18n>Set the password and sign in</ng-container>
          </button>
        </form>
      }
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
    form {
      display: grid;
      gap: 16px;
    }
  `,
})
export class WelcomeComponent {
  protected readonly session = inject(SessionStore);
  /** Behind the `#`, so that it is sent to nobody. */
  readonly #token = toSignal(inject(ActivatedRoute).fragment);
  protected readonly password = signal('');
  protected readonly over = computed(
    () => !this.#token() || this.session.signingIn.failure()?.code === 'invitation_over',
  );

  protected accept(event: Event): void {
    event.preventDefault();
    const token = this.#token();
    // That it is long enough, the browser has seen to.
    if (token) void this.session.accept(token, this.password());
  }
}

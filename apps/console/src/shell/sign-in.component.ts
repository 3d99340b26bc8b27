import { ChangeDetectionStrategy, Component, DOCUMENT, computed, inject, signal } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { DoorComponent } from '../ui/door.component.js';
import { FailureComponent } from '../ui/failure.component.js';
import { PasswordFieldComponent } from '../ui/password-field.component.js';

/** Shown instead of everything else while nobody is signed in. */
@Component({
  selector: 'rs-sign-in',
  imports: [DoorComponent, FailureComponent, PasswordFieldComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sign-in.component.html',
  styles: `
    :host {
      display: block;
      height: 100%;
      overflow: hidden;
    }
    h1 {
      color: var(--ink);
    }
    form,
    .help {
      display: grid;
      gap: 16px;
    }
    details {
      padding-top: 12px;
      border-top: 1px solid var(--line);
    }
    details[open] {
      display: grid;
      gap: 12px;
    }
    summary {
      color: var(--ink-2);
      font-weight: 550;
      cursor: pointer;
    }
    details[open] summary {
      margin-bottom: 12px;
    }
    .help {
      gap: 8px;
    }
    code {
      font: 13px/20px var(--mono);
      overflow-wrap: anywhere;
    }
  `,
})
export class SignInComponent {
  protected readonly session = inject(SessionStore);
  /** The server sends here whoever opened a link that signs nobody in any more. */
  protected readonly linkUsed = new URLSearchParams(inject(DOCUMENT).location.search).has('used');
  protected readonly password = signal('');
  /** Which of the two ways was tried last: a failure stands beside it. */
  protected readonly way = signal<'password' | 'key'>('password');
  /** Of the two that were entered nobody says which one is wrong. */
  protected readonly wrong = computed(
    () => this.session.signingIn.failure()?.code === 'unauthenticated' && this.way() === 'password',
  );

  protected signIn(event: Event, email: string): void {
    event.preventDefault();
    this.way.set('password');
    void this.session.signIn(email.trim(), this.password());
  }
  protected signInByKey(event: Event, key: string, secret: string): void {
    event.preventDefault();
    this.way.set('key');
    void this.session.signInByKey(key.trim(), secret.trim());
  }
}

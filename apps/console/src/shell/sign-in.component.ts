import { ChangeDetectionStrategy, Component, DOCUMENT, inject } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { FailureComponent } from '../ui/failure.component.js';
import { LogoComponent } from '../ui/logo.component.js';

/** Shown instead of everything else while nobody is signed in. */
@Component({
  selector: 'rs-sign-in',
  imports: [FailureComponent, LogoComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main>
      <h1><rs-logo /> Ringside</h1>
      @if (linkUsed) {
        <p class="note" role="alert" i18n>
          This link has been used, or is too old: a link signs one browser in, once.
        </p>
        <p i18n>
          A browser that is signed in makes a new one (“Open in another browser”). Or enter the key and the
          secret.
        </p>
      } @else {
        <p i18n>
          The link that the terminal printed at the start signs you in. Open it in this browser, or enter the
          key and the secret that stand beside it.
        </p>
      }
      <form (submit)="signIn($event, key.value, secret.value)">
        <div class="field">
          <label for="key" i18n>Key</label>
          <input
            class="input"
            id="key"
            #key
            name="username"
            autocomplete="username"
            autocapitalize="none"
            required
          />
        </div>
        <div class="field">
          <label for="secret" i18n>Secret</label>
          <input
            class="input"
            id="secret"
            #secret
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
        </div>
        <rs-failure [failure]="session.signingIn.failure()" />
        <button type="submit" class="button main" [disabled]="session.signingIn.busy()">
          @if (session.signingIn.busy()) {
            <span class="waiting"></span>
          }
          <ng-container i18n>Sign in</ng-container>
        </button>
      </form>
    </main>
  `,
  styles: `
    :host {
      display: grid;
      place-items: center;
      padding: 24px 16px;
      overflow: auto;
    }
    main {
      display: grid;
      gap: 16px;
      width: min(360px, 100%);
      padding: 32px;
      border: 1px solid var(--line);
      border-radius: 12px;
      background: var(--panel);
      box-shadow: var(--shadow);
    }
    h1 {
      display: flex;
      gap: 10px;
      align-items: center;
      font-size: var(--size-xl);
      line-height: 28px;
    }
    p:not(.note) {
      color: var(--ink-2);
    }
    form {
      display: grid;
      gap: 16px;
    }
  `,
})
export class SignInComponent {
  protected readonly session = inject(SessionStore);
  /** The server sends here whoever opened a link that signs nobody in any more. */
  protected readonly linkUsed = new URLSearchParams(inject(DOCUMENT).location.search).has('used');

  protected signIn(event: Event, key: string, secret: string): void {
    event.preventDefault();
    void this.session.signIn(key.trim(), secret.trim());
  }
}

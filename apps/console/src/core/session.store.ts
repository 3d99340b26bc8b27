import { Injectable, inject, signal } from '@angular/core';
import { createAct } from './act.js';
import { RINGSIDE } from './ringside.js';

/** Signing in and out, and letting another browser in. */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  readonly #client = inject(RINGSIDE);
  readonly signingIn = createAct();
  readonly linking = createAct();
  readonly #link = signal<{ readonly url: string; readonly expires_at: string } | null>(null);
  /** A link that signs one browser in, once. */
  readonly link = this.#link.asReadonly();

  signIn(key: string, secret: string): Promise<boolean> {
    return this.signingIn.run(() => this.#client.signIn(key, secret));
  }
  async signOut(): Promise<void> {
    await this.#client.signOut();
  }
  createLink(): Promise<boolean> {
    this.#link.set(null);
    return this.linking.run(async () => this.#link.set(await this.#client.createLink()));
  }
}

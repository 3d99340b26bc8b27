import { DOCUMENT, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Permission, SessionResource } from '@ringside/contracts';
import { BehaviorSubject, distinctUntilChanged, map } from 'rxjs';
import { createAct } from './act.js';
import { BEGIN_ANEW } from './begin-anew.js';
import { ConnectionStore } from './connection.store.js';
import { DOCUMENTS } from './documents.js';
import { RINGSIDE } from './ringside.js';

/** Where links lead that signed nobody in; whoever then signs in wants to see the board. */
const DOOR = '/sign-in';

/** Who is signed in, what they may do; signing in and out, and letting another browser in. */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  readonly #client = inject(RINGSIDE);
  readonly #documents = inject(DOCUMENTS);
  readonly #beginAnew = inject(BEGIN_ANEW);
  readonly #connection = inject(ConnectionStore);
  readonly #location = inject(DOCUMENT).location;
  readonly #told = new BehaviorSubject<SessionResource | null>(null);
  readonly #link = signal<{ readonly url: string; readonly expires_at: string } | null>(null);

  /** Who is signed in; null until the server has told. */
  readonly session = toSignal(this.#told, { requireSync: true });
  /** The same moment by moment: whether they may look at anything. Until the server has told it is tried. */
  readonly mayLook = this.#told.pipe(
    map((session) => session?.permissions.includes('read') ?? true),
    distinctUntilChanged(),
  );
  /** A link that signs one browser in, once. */
  readonly link = this.#link.asReadonly();
  /** Whether people, keys and settings of the account are this user's business. */
  readonly isAdmin = computed(() => this.session()?.permissions.includes('admin') === true);
  /** Nothing is here for them: known, and without any permission. */
  readonly mayNothing = computed(() => this.session()?.permissions.length === 0);

  readonly signingIn = createAct();
  readonly linking = createAct();
  readonly leaving = createAct();
  readonly changingPassword = createAct();

  constructor() {
    // Whoever's rights change is cut off and connects again: then it is asked anew.
    effect(() => {
      if (this.#connection.live()) untracked(() => void this.#read());
      else if (this.#connection.signedOut()) this.#told.next(null);
    });
  }

  /** Whether something may be offered; until the server has told, everything is. It decides in the end. */
  may(permission: Permission): boolean {
    return this.session()?.permissions.includes(permission) ?? true;
  }

  signIn(email: string, password: string): Promise<boolean> {
    return this.signingIn.run(async () => {
      await this.#documents.session.signIn({ email, password });
      // To what was asked for when nobody was signed in.
      this.#beginAnew(this.#location.pathname === DOOR ? '/' : undefined);
    });
  }
  signInByKey(key: string, secret: string): Promise<boolean> {
    return this.signingIn.run(() => this.#client.signIn(key, secret));
  }
  /** Sets the password of whoever was invited, and signs them in. */
  accept(token: string, password: string): Promise<boolean> {
    return this.signingIn.run(async () => {
      await this.#documents.session.accept({ token, password });
      this.#beginAnew('/');
    });
  }
  async signOut(): Promise<void> {
    await this.#client.signOut();
  }
  /** Ends every session of this user, this one included. */
  signOutEverywhere(): Promise<boolean> {
    return this.leaving.run(async () => {
      await this.#documents.session.signOutEverywhere();
      this.#beginAnew('/');
    });
  }
  changePassword(current: string, password: string): Promise<boolean> {
    return this.changingPassword.run(() => this.#documents.session.changePassword({ current, password }));
  }
  createLink(): Promise<boolean> {
    this.#link.set(null);
    return this.linking.run(async () => this.#link.set(await this.#client.createLink()));
  }

  async #read(): Promise<void> {
    try {
      const session = await this.#documents.session.get();
      if (!this.#connection.signedOut()) this.#told.next(session);
    } catch {
      // It is asked again with the next connection; the server refuses what may not be.
    }
  }
}

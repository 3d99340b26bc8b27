import { Injectable, inject, signal } from '@angular/core';
import type { NewUser, UserChanges } from '@ringside/client';
import type { InvitationResource, UserResource } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { DOCUMENTS, allOf } from '../../core/documents.js';

/** The users of the account, and what can be done with them. Read when the screen opens and after each act. */
@Injectable()
export class PeopleStore {
  readonly #users = inject(DOCUMENTS).users;
  readonly #people = signal<readonly UserResource[] | null>(null);
  /** By name; null until the server has told. */
  readonly people = this.#people.asReadonly();
  readonly reading = createAct();
  readonly acting = createAct();
  readonly #invitation = signal<InvitationResource | null>(null);
  /** The link that was made last, shown this once. */
  readonly invitation = this.#invitation.asReadonly();

  read(): Promise<boolean> {
    return this.reading.run(async () => {
      const people = await allOf(this.#users.all());
      this.#people.set(people.toSorted((a, b) => a.name.localeCompare(b.name)));
    });
  }

  invite(person: NewUser): Promise<boolean> {
    return this.#act(async () => this.#invitation.set(await this.#users.invite(person)));
  }
  /** A new link for somebody who lost the first, or the password. */
  renew({ id }: UserResource): Promise<boolean> {
    return this.#act(async () => this.#invitation.set(await this.#users.inviteAgain(id)));
  }
  change({ id }: UserResource, changes: UserChanges): Promise<boolean> {
    return this.#act(() => this.#users.change(id, changes));
  }
  signOutEverywhere({ id }: UserResource): Promise<boolean> {
    return this.#act(() => this.#users.signOut(id));
  }
  remove({ id }: UserResource): Promise<boolean> {
    return this.#act(() => this.#users.delete(id));
  }

  /** A dialog begins without what the one before it said. */
  begin(): void {
    this.acting.clear();
    this.#invitation.set(null);
  }

  async #act(work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.acting.run(work);
    if (done) await this.read();
    return done;
  }
}

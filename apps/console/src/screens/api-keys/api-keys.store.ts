import { Injectable, computed, inject, signal } from '@angular/core';
import type { ApiKeyResource, NewApiKeyResource, Permission } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { DOCUMENTS, allOf } from '../../core/documents.js';

/** The keys that programs sign in with. Read when the screen opens and after each act. */
@Injectable()
export class ApiKeysStore {
  readonly #apiKeys = inject(DOCUMENTS).apiKeys;
  readonly #keys = signal<readonly ApiKeyResource[] | null>(null);
  readonly #made = signal<NewApiKeyResource | null>(null);

  /** Those that work, newest first, then the revoked ones; null until the server has told. */
  readonly keys = computed(
    () =>
      this.#keys()?.toSorted(
        (a, b) =>
          Number(a.revoked_at !== null) - Number(b.revoked_at !== null) ||
          b.created_at.localeCompare(a.created_at),
      ) ?? null,
  );
  /** The key that was just made or rotated, with its secret, this once. */
  readonly made = this.#made.asReadonly();
  readonly reading = createAct();
  readonly acting = createAct();

  read(): Promise<boolean> {
    return this.reading.run(async () => this.#keys.set(await allOf(this.#apiKeys.all())));
  }

  make(name: string, permissions: readonly Permission[]): Promise<boolean> {
    return this.#act(async () => this.#made.set(await this.#apiKeys.create({ name, permissions })));
  }
  /** Makes a new secret; the old one works for `overlap` more seconds. */
  rotate({ id }: ApiKeyResource, overlap: number): Promise<boolean> {
    return this.#act(async () => this.#made.set(await this.#apiKeys.rotate(id, overlap)));
  }
  /** Says what it is for. */
  rename({ id }: ApiKeyResource, name: string): Promise<boolean> {
    return this.#act(() => this.#apiKeys.rename(id, name));
  }
  revoke({ id }: ApiKeyResource): Promise<boolean> {
    return this.#act(() => this.#apiKeys.revoke(id));
  }

  /** A dialog begins without what the one before it said. */
  begin(): void {
    this.acting.clear();
    this.#made.set(null);
  }

  async #act(work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.acting.run(work);
    if (done) await this.read();
    return done;
  }
}

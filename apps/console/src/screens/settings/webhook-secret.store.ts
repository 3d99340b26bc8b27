import { Injectable, inject, signal } from '@angular/core';
import { createAct } from '../../core/act.js';
import { DOCUMENTS } from '../../core/documents.js';

/** The secret that messages to a developer's server are signed with; read when somebody wants to see it. */
@Injectable()
export class WebhookSecretStore {
  readonly #account = inject(DOCUMENTS).account;
  readonly #secret = signal<string | null>(null);
  readonly #rotated = signal(false);
  readonly secret = this.#secret.asReadonly();
  /** Whether it has just been replaced. */
  readonly rotated = this.#rotated.asReadonly();
  readonly act = createAct();

  show(): Promise<boolean> {
    return this.act.run(async () => this.#set(await this.#account.webhookSecret()));
  }
  /** A new one; the old one signs beside it for a day. */
  rotate(): Promise<boolean> {
    return this.act.run(async () => {
      this.#set(await this.#account.rotateWebhookSecret());
      this.#rotated.set(true);
    });
  }

  #set({ secret }: { readonly secret: string }): void {
    this.#secret.set(secret);
  }
}

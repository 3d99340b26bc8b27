import { Injectable, inject, signal } from '@angular/core';
import { failureOf, type Failure } from './failure.js';
import { RINGSIDE } from './ringside.js';

/** A long list on its way to the server; it goes on whichever screen is open. */
export interface Upload {
  readonly campaignId: string;
  readonly size: number;
  readonly sent: number;
  readonly state: 'sending' | 'done' | 'failed';
  readonly failure: Failure | null;
  readonly added: number;
  /** Rows that were no contacts, and the first of them. */
  readonly rejected: number;
  readonly firstRejected: readonly { readonly row: number; readonly phone?: string; readonly code: string }[];
}

/** Uploads of this page, by campaign; the last one of each. */
@Injectable({ providedIn: 'root' })
export class UploadsStore {
  readonly #client = inject(RINGSIDE);
  readonly #uploads = signal<ReadonlyMap<string, Upload>>(new Map());
  readonly uploads = this.#uploads.asReadonly();

  async send(campaignId: string, list: Blob, type: 'text/csv' | 'application/x-ndjson'): Promise<Upload> {
    this.#put({
      campaignId,
      size: list.size,
      sent: 0,
      state: 'sending',
      failure: null,
      added: 0,
      rejected: 0,
      firstRejected: [],
    });
    try {
      const answer = await this.#client.addContacts(campaignId, list, type, (sent) =>
        this.#change(campaignId, { sent }),
      );
      const { added, rejected = [], rejected_count = rejected.length } = answer;
      return this.#change(campaignId, {
        state: 'done',
        added,
        rejected: rejected_count,
        firstRejected: rejected.slice(0, 5),
      });
    } catch (error) {
      return this.#change(campaignId, { state: 'failed', failure: failureOf(error) });
    }
  }

  forget(campaignId: string): void {
    this.#uploads.update((uploads) => new Map([...uploads].filter(([id]) => id !== campaignId)));
  }

  #put(upload: Upload): Upload {
    this.#uploads.update((uploads) => new Map(uploads).set(upload.campaignId, upload));
    return upload;
  }

  #change(campaignId: string, change: Partial<Upload>): Upload {
    const known = this.#uploads().get(campaignId);
    if (!known) throw new Error(`no upload for ${campaignId}`);
    return this.#put({ ...known, ...change });
  }
}

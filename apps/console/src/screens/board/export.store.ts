import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import type { CampaignView } from '@ringside/contracts';
import { createAct } from '../../core/act.js';
import { RINGSIDE } from '../../core/ringside.js';
import { CSV_HEADER, toCsv } from './export-csv.js';

/** Reads the whole list and saves it as a file. */
@Injectable()
export class ExportStore {
  readonly #client = inject(RINGSIDE);
  readonly #document = inject(DOCUMENT);
  readonly #done = signal(0);
  readonly act = createAct();
  /** Rows read so far. */
  readonly done = this.#done.asReadonly();

  save(campaign: CampaignView): Promise<boolean> {
    return this.act.run(async () => {
      this.#done.set(0);
      const parts: string[] = [CSV_HEADER];
      for await (const rows of this.#client.contacts(campaign.id)) {
        parts.push(toCsv(rows));
        this.#done.update((done) => done + rows.length);
      }
      this.#download(new Blob(parts, { type: 'text/csv' }), `${fileName(campaign)}.csv`);
    });
  }

  #download(file: Blob, name: string): void {
    const url = URL.createObjectURL(file);
    const link = this.#document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    // The browser needs the address until it has begun to save.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}

function fileName(campaign: CampaignView): string {
  const plain = campaign.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `${plain || 'campaign'}-pass-${campaign.pass}`;
}

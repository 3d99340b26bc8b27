import type { CampaignContact } from '@ringside/engine';
import { newCampaign, newContacts, type OpenedStore } from './opened-store.js';

/** The contacts of a campaign of a spec, each to be called once. */
export class ContactsToCall {
  private position = 0;

  private constructor(
    readonly campaignId: string,
    private readonly contacts: readonly CampaignContact[],
  ) {}

  static async create({ account, connection }: OpenedStore, count: number): Promise<ContactsToCall> {
    const { id } = await account.createCampaign(newCampaign(connection), newContacts(count));
    return new ContactsToCall(id, (await account.contacts(id, { limit: count }))?.rows ?? []);
  }

  next(): CampaignContact {
    const found = this.contacts[this.position++];
    if (found === undefined) throw new Error('out of contacts');
    return found;
  }
}

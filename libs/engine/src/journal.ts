import type { CallFact, FactData, FactType } from '@ringside/contracts';
import { emptyChanges } from './changes.js';
import type { Call, Campaign, CampaignContact } from './model.js';
import type { Changes, Effect, PlacementRow } from './ports.js';

/** Writes what a step changes into the open batch, and gives the campaign's facts their numbers. */
export class Journal {
  private changes: Changes = emptyChanges();
  private now = 0;

  constructor(
    private readonly campaign: Campaign,
    /** Last event number given. */
    public seq: number,
  ) {}

  /** From here on everything goes into these changes, at this time. */
  open(changes: Changes, now: number): void {
    this.changes = changes;
    this.now = now;
  }

  campaignChanged(): void {
    this.changes.campaigns.set(this.campaign.id, this.campaign);
  }

  callCreated(call: Call, contact: CampaignContact): void {
    this.changes.newCalls.set(call.id, call);
    this.contactChanged(contact);
  }

  callChanged(call: Call): void {
    if (!this.changes.newCalls.has(call.id)) this.changes.changedCalls.set(call.id, call);
  }

  contactChanged(contact: CampaignContact): void {
    this.changes.contacts.set(`${contact.campaignId}/${contact.position}`, contact);
  }

  placement(row: PlacementRow): void {
    this.changes.placements.push(row);
  }

  effect(effect: Effect): void {
    this.changes.effects.push({ campaignId: this.campaign.id, effect });
  }

  fact<T extends FactType>(type: T, data: FactData[T], call: Call | null = null): void {
    this.seq += 1;
    this.changes.facts.push({
      stream: `campaign:${this.campaign.id}`,
      seq: this.seq,
      type,
      at: this.now,
      accountId: this.campaign.accountId,
      campaignId: this.campaign.id,
      callId: call === null ? null : call.id,
      contactId: call === null ? null : call.contactId,
      data,
    });
  }
}

/** What every fact about a call carries: ids, never a phone number. */
export function callFact(call: Call): CallFact {
  return {
    call_id: call.id,
    contact_id: call.contactId,
    position: call.position,
    pass: call.pass,
    state: call.state,
    reason: call.reason,
  };
}

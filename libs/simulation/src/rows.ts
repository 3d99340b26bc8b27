import { isTerminal, type Counts } from '@ringside/contracts';
import type {
  Call,
  CallInFlight,
  Campaign,
  CampaignContact,
  Changes,
  ContactToDial,
  LoadedCampaign,
  NewFact,
  PlacementRow,
} from '@ringside/engine';

/** What one commit writes: copies, as a database would have them. */
export type Commit = Pick<
  Changes,
  'newCalls' | 'changedCalls' | 'contacts' | 'campaigns' | 'placements' | 'facts'
>;

/** The rows of one campaign that are durable. */
export class Rows {
  campaign: Campaign;
  /** In list order. */
  readonly contacts: CampaignContact[];
  readonly calls = new Map<string, Call>();
  readonly facts: NewFact[] = [];
  readonly placements: PlacementRow[] = [];

  constructor(campaign: Campaign, contacts: number) {
    this.campaign = campaign;
    this.contacts = Array.from({ length: contacts }, (_, i) => idleContact(campaign.id, i + 1));
  }

  /** The open batch as it stands, to be written later: rows go on changing meanwhile. */
  static copy({ newCalls, changedCalls, contacts, campaigns, placements, facts }: Changes): Commit {
    return structuredClone({ newCalls, changedCalls, contacts, campaigns, placements, facts });
  }

  write(commit: Commit): void {
    for (const call of commit.newCalls.values()) this.calls.set(call.id, call);
    for (const call of commit.changedCalls.values()) this.calls.set(call.id, call);
    for (const contact of commit.contacts.values()) this.contacts[contact.position - 1] = contact;
    for (const campaign of commit.campaigns.values()) this.campaign = campaign;
    this.placements.push(...commit.placements);
    this.facts.push(...commit.facts);
  }

  nextContacts(after: number, limit: number): ContactToDial[] {
    const found: ContactToDial[] = [];
    for (let i = after; i < this.contacts.length && found.length < limit; i += 1) {
      const row = this.contacts[i];
      if (row?.status === 'idle') found.push(row);
    }
    return found.map(({ contactId, position, phone, name, calls }) => ({
      contactId,
      position,
      phone,
      name,
      calls,
    }));
  }

  cancelIdle(): number {
    const idle = this.contacts.filter((contact) => contact.status === 'idle');
    for (const contact of idle) contact.status = 'canceled';
    return idle.length;
  }

  /** Contacts without a call in flight are idle again; answers how many. */
  preparePass(): number {
    const busy = new Set<string>();
    for (const call of this.calls.values()) if (!isTerminal(call.state)) busy.add(call.contactId);
    const again = this.contacts.filter((contact) => !busy.has(contact.contactId));
    for (const contact of again) contact.status = 'idle';
    return again.length;
  }

  load(): LoadedCampaign {
    const counts: Counts = {
      idle: 0,
      dialing: 0,
      ringing: 0,
      answered: 0,
      completed: 0,
      busy: 0,
      no_answer: 0,
      failed: 0,
      canceled: 0,
    };
    for (const contact of this.contacts) counts[contact.status] += 1;
    const inFlight: CallInFlight[] = [];
    let cursor = 0;
    for (const call of this.calls.values()) {
      if (call.pass === this.campaign.pass) cursor = Math.max(cursor, call.position);
      const contact = this.contacts[call.position - 1];
      if (!isTerminal(call.state) && contact !== undefined) inFlight.push({ call, contact });
    }
    return { campaign: this.campaign, inFlight, counts, seq: this.facts.at(-1)?.seq ?? 0, cursor };
  }
}

function idleContact(campaignId: string, position: number): CampaignContact {
  return {
    campaignId,
    contactId: `contact-${position}`,
    position,
    phone: `1301${String(8_000_000 + position)}`,
    name: null,
    status: 'idle',
    reason: null,
    calls: 0,
    callId: null,
    startedAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
  };
}

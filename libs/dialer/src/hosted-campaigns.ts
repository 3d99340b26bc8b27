import type { Call } from '@ringside/engine';
import type { Hosted } from './hosted.js';

/** Which campaigns are hosted, and which of them each call in flight belongs to. */
export class HostedCampaigns implements Iterable<Hosted> {
  private readonly byId = new Map<string, Hosted>();
  /** Call in flight -> its campaign. */
  private readonly owners = new Map<string, string>();

  [Symbol.iterator](): Iterator<Hosted> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  get(campaignId: string): Hosted | null {
    return this.byId.get(campaignId) ?? null;
  }

  /** The hosted campaign of this account, or null. */
  find(accountId: string, campaignId: string): Hosted | null {
    const hosted = this.get(campaignId);
    return hosted?.accountId === accountId ? hosted : null;
  }

  of(accountId: string): Hosted[] {
    return [...this].filter((hosted) => hosted.accountId === accountId);
  }

  /** Those that dial through this connection. */
  on(connectionId: string): Hosted[] {
    return [...this].filter(({ connection }) => connection.id === connectionId);
  }

  /** The campaign a call in flight belongs to, or null when the call has ended or is not known. */
  ownerOf(callId: string): Hosted | null {
    const campaignId = this.owners.get(callId);
    return campaignId === undefined ? null : this.get(campaignId);
  }

  /** Whether this engine is the one that its campaign has now: another may have taken its place. */
  has(hosted: Hosted): boolean {
    return this.get(hosted.engine.campaign.id) === hosted;
  }

  /** With its calls in flight. */
  add(hosted: Hosted): void {
    const { campaign, inFlight } = hosted.engine;
    this.byId.set(campaign.id, hosted);
    for (const callId of inFlight.keys()) this.owners.set(callId, campaign.id);
  }

  /** Forgets a campaign that has nothing in flight; its rows are in the store. */
  drop(campaignId: string): void {
    this.byId.delete(campaignId);
  }

  callBegan({ id, campaignId }: Readonly<Call>): void {
    this.owners.set(id, campaignId);
  }

  callEnded({ id }: Readonly<Call>): void {
    this.owners.delete(id);
  }

  linesInUse(accountId: string): number {
    return this.of(accountId).reduce((sum, { engine }) => sum + engine.inFlight.size, 0);
  }

  /** When the first of them wants to look again; null: none does. */
  get nextWakeAt(): number | null {
    let next: number | null = null;
    for (const { engine } of this) {
      const at = engine.nextWakeAt;
      if (at !== null && (next === null || at < next)) next = at;
    }
    return next;
  }
}

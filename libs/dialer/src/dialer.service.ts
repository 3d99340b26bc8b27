import { Injectable } from '@nestjs/common';
import type { CampaignState, FactType, PhoneSystemsSnapshot } from '@ringside/contracts';
import type { EngineInput } from '@ringside/engine';
import type { Observable } from 'rxjs';
import type { Batch } from './batch.js';
import type { DialerCommands, LiveCampaign } from './dialer.commands.js';
import { DialerError, notFound } from './dialer.error.js';
import { DialerHost } from './dialer.host.js';
import { liveCampaign, type Hosted } from './hosted.js';

const REFUSALS = {
  campaign_ended: 'The campaign has ended.',
  campaign_not_running: 'The campaign is not running.',
  call_ended: 'The call has ended.',
  hangup_not_supported: 'This phone system cannot hang up from here.',
} as const;

@Injectable()
export class DialerService implements DialerCommands {
  /** Uploads under way, by campaign; it stays hosted meanwhile. */
  private readonly uploads = new Map<string, number>();

  constructor(private readonly host: DialerHost) {}

  async start(
    accountId: string,
    campaignId: string,
    { only = 'all' }: { readonly only?: 'all' | 'unanswered' } = {},
  ): Promise<LiveCampaign> {
    return this.whileHosted(accountId, campaignId, async (hosted) => {
      const { state } = hosted.engine.campaign;
      if (state !== 'running') this.host.accounts.mustBeAllowed(accountId);
      if (isOver(state)) return this.startPass(hosted, only);
      if (state === 'idle' && hosted.engine.counts.idle === 0)
        throw new DialerError('campaign_empty', 'The campaign has no contacts to dial.');
      return this.give(hosted, { type: 'start' });
    });
  }

  pause(accountId: string, campaignId: string): Promise<LiveCampaign> {
    return this.whileHosted(accountId, campaignId, (hosted) => this.give(hosted, { type: 'pause' }));
  }

  stop(accountId: string, campaignId: string): Promise<LiveCampaign> {
    return this.whileHosted(accountId, campaignId, (hosted) => this.give(hosted, { type: 'stop' }));
  }

  async hangUp(accountId: string, callId: string): Promise<void> {
    const hosted = this.host.campaigns.ownerOf(callId);
    if (hosted?.accountId !== accountId) {
      const call = await this.host.options.store.for(accountId).call(callId);
      if (!call) throw notFound();
      throw new DialerError('call_ended', REFUSALS.call_ended);
    }
    await this.give(hosted, { type: 'hang_up', callId });
  }

  async stopEverything(accountId: string): Promise<void> {
    await this.setStopped(accountId, this.host.options.now(), 'account.stopped');
    await this.host.writer.submit((now, batch) => {
      for (const hosted of this.host.campaigns.of(accountId)) {
        if (!isOver(hosted.engine.campaign.state)) this.host.step(hosted, { type: 'stop' }, now, batch);
      }
    });
  }

  async allowDialing(accountId: string): Promise<void> {
    await this.setStopped(accountId, null, 'account.allowed');
  }

  async announceCampaign(accountId: string, campaignId: string): Promise<void> {
    await this.announce(accountId, 'campaign.created', campaignId);
  }

  async announceAccount(accountId: string): Promise<void> {
    await this.host.accounts.refresh(accountId);
    await this.announce(accountId, 'account.changed');
    await this.host.writer.submit((now, batch) => {
      for (const hosted of this.host.campaigns.of(accountId))
        this.host.step(hosted, { type: 'tick' }, now, batch);
    });
  }

  async appendContacts(
    accountId: string,
    campaignId: string,
    insert: () => Promise<number>,
  ): Promise<number> {
    return this.whileHosted(accountId, campaignId, async (hosted) => {
      if (isOver(hosted.engine.campaign.state))
        throw new DialerError('campaign_ended', REFUSALS.campaign_ended);
      const count = await insert();
      await this.give(hosted, { type: 'contacts_added', count });
      return count;
    });
  }

  async listOpen(accountId: string, campaignId: string, open: boolean): Promise<void> {
    await this.host.turns.take(campaignId, async () => {
      const hosted = open
        ? await this.find(accountId, campaignId)
        : this.host.campaigns.find(accountId, campaignId);
      const uploads = (this.uploads.get(campaignId) ?? 0) + (open ? 1 : -1);
      if (uploads > 0) this.uploads.set(campaignId, uploads);
      else this.uploads.delete(campaignId);
      if (!hosted) return;
      if (!isOver(hosted.engine.campaign.state)) {
        await this.give(hosted, { type: 'list_open', open: uploads > 0 });
      }
      this.release(hosted);
    });
  }

  async live(accountId: string, campaignId: string): Promise<LiveCampaign | null> {
    return this.host.writer.settled(() => {
      const hosted = this.host.campaigns.find(accountId, campaignId);
      return hosted && liveCampaign(hosted);
    });
  }

  isLive(accountId: string, campaignId: string): boolean {
    return this.host.campaigns.find(accountId, campaignId) !== null;
  }

  phoneSystems(accountId: string): PhoneSystemsSnapshot {
    return this.host.phoneSystems.of(accountId);
  }

  phoneSystemChanges(accountId: string): Observable<PhoneSystemsSnapshot> {
    return this.host.phoneSystems.changes(accountId);
  }

  private async startPass(hosted: Hosted, only: 'all' | 'unanswered'): Promise<LiveCampaign> {
    const { id } = hosted.engine.campaign;
    const inFlight = hosted.engine.inFlight.size;
    if (inFlight > 0) {
      const calls =
        inFlight === 1 ? 'One call of the last pass is' : `${inFlight} calls of the last pass are`;
      throw new DialerError('calls_in_flight', `${calls} still in flight; start again when they have ended.`);
    }
    const toDial = await this.host.options.store.dialer.preparePass(id, only);
    if (toDial === 0)
      throw new DialerError('nothing_to_dial', 'No contact of this campaign is left to dial.');
    this.host.campaigns.drop(id);
    const fresh = await this.host.load(hosted.accountId, id);
    return this.give(fresh, { type: 'start', newPass: true, toDial });
  }

  /** In its turn: with the campaign hosted, and let go of afterwards whatever came of it. */
  private whileHosted<T>(
    accountId: string,
    campaignId: string,
    act: (hosted: Hosted) => Promise<T>,
  ): Promise<T> {
    return this.host.turns.take(campaignId, async () => {
      const hosted = await this.find(accountId, campaignId);
      try {
        return await act(hosted);
      } finally {
        this.release(hosted);
      }
    });
  }

  /** Lets go of a campaign that neither dials nor waits for anything: its rows are in the store. */
  private release(hosted: Hosted): void {
    const { campaign, inFlight, idle } = hosted.engine;
    const waits = campaign.state === 'idle' ? inFlight.size > 0 || this.uploads.has(campaign.id) : !idle;
    if (!waits && this.host.campaigns.has(hosted)) this.host.campaigns.drop(campaign.id);
  }

  private async find(accountId: string, campaignId: string): Promise<Hosted> {
    return this.host.campaigns.find(accountId, campaignId) ?? (await this.host.load(accountId, campaignId));
  }

  /** Steps the engine and answers what is durable afterwards. */
  private async give(hosted: Hosted, input: EngineInput): Promise<LiveCampaign> {
    await this.host.writer.submit((now, batch) => {
      // Again, at the moment that counts: the brake may have come while a pass was prepared.
      if (input.type === 'start' && hosted.engine.campaign.state !== 'running') {
        this.host.accounts.mustBeAllowed(hosted.accountId);
      }
      const answer = this.host.step(hosted, input, now, batch);
      if (answer.kind === 'refused') throw new DialerError(answer.code, REFUSALS[answer.code]);
    });
    return this.host.writer.settled(() => liveCampaign(hosted));
  }

  private async setStopped(accountId: string, at: number | null, type: FactType): Promise<void> {
    const account = await this.host.accounts.get(accountId);
    if ((account.row.dialingStoppedAt !== null) === (at !== null)) return;
    await this.host.options.store.for(accountId).setDialingStopped(at);
    await this.host.accounts.refresh(accountId);
    await this.announce(accountId, type);
  }

  private async announce(accountId: string, type: FactType, campaignId: string | null = null): Promise<void> {
    await this.host.accounts.get(accountId);
    await this.host.writer.submit((now: number, batch: Batch) =>
      this.host.accounts.record(
        {
          type,
          at: now,
          accountId,
          campaignId,
          callId: null,
          contactId: null,
          data: campaignId ? { campaign_id: campaignId } : {},
        },
        batch,
      ),
    );
  }
}

function isOver(state: CampaignState): boolean {
  return state === 'stopped' || state === 'completed';
}

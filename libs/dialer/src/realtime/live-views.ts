import { Injectable } from '@nestjs/common';
import {
  REPLAY_LIMIT,
  type AccountSnapshot,
  type CallsSnapshot,
  type CampaignCatchUp,
  type CampaignView,
  type RowView,
} from '@ringside/contracts';
import type { LiveCampaign } from '../dialer.commands.js';
import { notFound } from '../dialer.error.js';
import { DialerHost } from '../dialer.host.js';
import { dialingConnection, type CampaignReading } from '../dialer.options.js';
import { DialerService } from '../dialer.service.js';
import { FeedService } from '../feeds/feed.service.js';
import { syncView, tenantView } from '../feeds/views.js';
import { accountView, campaignView, rfc3339, rowView } from '../views.js';

const NEWEST_CAMPAIGNS = 50;
const NEWEST_SYNCS = 5;

/** Snapshots and replays: what a screen needs to be right again, from memory where it lives, else from the store. */
@Injectable()
export class LiveViews {
  constructor(
    private readonly host: DialerHost,
    private readonly dialer: DialerService,
    private readonly feeds: FeedService,
  ) {}

  /** Throws `not_found` for a campaign of another account, before anything of it is shown. */
  async mustBelong(accountId: string, campaignId: string): Promise<void> {
    if (this.host.campaigns.find(accountId, campaignId)) return;
    if (!(await this.host.options.store.for(accountId).campaign(campaignId))) throw notFound();
  }

  /** What a client that last saw `lastSeq` is missing. */
  async catchUp(
    accountId: string,
    campaignId: string,
    lastSeq: number | undefined,
  ): Promise<CampaignCatchUp> {
    const now = await this.campaign(accountId, campaignId);
    const behind = lastSeq === undefined ? Infinity : now.seq - lastSeq;
    if (behind === 0) return { kind: 'replay', frame: null };
    const replay =
      lastSeq !== undefined &&
      behind > 0 &&
      behind <= REPLAY_LIMIT &&
      (await this.replay(accountId, now, lastSeq));
    if (replay) return { kind: 'replay', frame: replay };
    const { stream, seq, campaign, lines } = now;
    return { kind: 'snapshot', snapshot: { stream, seq, at: this.now(), campaign, lines } };
  }

  async account(accountId: string): Promise<AccountSnapshot> {
    const account = await this.host.accounts.get(accountId);
    const seq = await this.host.writer.settled(() => account.seq);
    const running = new Set<string>();
    const { rows } = await this.host.options.store
      .for(accountId)
      .campaigns({ limit: NEWEST_CAMPAIGNS }, (id) => {
        if (this.dialer.isLive(accountId, id)) running.add(id);
        return running.has(id);
      });
    const views = rows.map(async (row) =>
      running.has(row.campaign.id) ? this.campaignView(accountId, row.campaign.id) : storedView(row),
    );
    return {
      stream: `account:${accountId}`,
      seq,
      at: this.now(),
      account: this.accountView(accountId, account.row, seq),
      campaigns: (await Promise.all(views)).filter((view) => view !== null),
    };
  }

  /** All but the calls themselves, which come by REST page. To be read after the room was joined. */
  async calls(accountId: string): Promise<CallsSnapshot> {
    // First the number, then the rows: what changes in between comes in a frame above it.
    const position = this.feeds.position(accountId);
    const reader = this.host.options.store.for(accountId);
    const [syncs, tenants] = await Promise.all([reader.syncs({ limit: NEWEST_SYNCS }), reader.tenants()]);
    const running = new Map(this.feeds.runningSyncs(accountId).map((sync) => [sync.id, sync]));
    return {
      ...position,
      at: this.now(),
      feeds: this.feeds.feeds(accountId),
      syncs: syncs.rows.map((sync) => running.get(sync.id) ?? syncView(sync)),
      tenants: tenants.map(({ held, ...tenant }) => tenantView(tenant, held)),
    };
  }

  async campaignView(accountId: string, campaignId: string): Promise<CampaignView | null> {
    const live = await this.dialer.live(accountId, campaignId);
    if (live) return live.campaign;
    const stored = await this.host.options.store.for(accountId).campaign(campaignId);
    return stored && storedView(stored);
  }

  accountView(
    accountId: string,
    row: Parameters<typeof accountView>[0],
    seq: number,
  ): ReturnType<typeof accountView> {
    const connection = dialingConnection(this.host.options.connections, accountId);
    return accountView(
      row,
      {
        provider: connection?.provider.kind ?? '',
        label: connection?.provider.label ?? '',
        mock: connection?.mock ?? false,
        can_hang_up: connection?.provider.capabilities.hangUp ?? false,
        can_detect_machines: connection?.provider.capabilities.detectMachine ?? false,
      },
      seq,
    );
  }

  private async campaign(accountId: string, campaignId: string): Promise<LiveCampaign> {
    const live = await this.dialer.live(accountId, campaignId);
    if (live) return live;
    const stored = await this.host.options.store.for(accountId).campaign(campaignId);
    if (!stored) throw notFound();
    return {
      stream: `campaign:${campaignId}`,
      seq: stored.seq,
      campaign: storedView(stored),
      lines: stored.inFlight.map(({ call, contact }) => rowView(contact, call)),
    };
  }

  private async replay(accountId: string, now: LiveCampaign, lastSeq: number): Promise<FrameOrNull> {
    const reader = this.host.options.store.for(accountId);
    if (await reader.changedInBulkSince(now.campaign.id, lastSeq)) return null;
    // What has changed since `now` is told by the frames that follow: a row of then would go back with them.
    const range = { after: lastSeq, upTo: now.seq };
    const changed = await reader.contactsChangedIn(now.campaign.id, range, REPLAY_LIMIT);
    const lines = new Map<string, RowView>(now.lines.map((line) => [line.id, line]));
    return {
      stream: now.stream,
      from: lastSeq + 1,
      to: now.seq,
      at: this.now(),
      changes: {
        campaign: now.campaign,
        rows: changed.map((row) => lines.get(row.contactId) ?? rowView(row, null)),
      },
    };
  }

  private now(): string {
    return rfc3339(this.host.options.now());
  }
}

type FrameOrNull = Extract<CampaignCatchUp, { kind: 'replay' }>['frame'];

function storedView(stored: CampaignReading): CampaignView {
  return campaignView(stored.campaign, stored);
}

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { AccountFrame, CampaignFrame, FactType, StreamName } from '@ringside/contracts';
import type { CampaignContact } from '@ringside/engine';
import type { Subscription } from 'rxjs';
import { DialerHost } from '../dialer.host.js';
import type { Committed } from '../committed.js';
import { liveCampaign, type Hosted } from '../hosted.js';
import { rfc3339, rowView } from '../views.js';
import { LiveViews } from './live-views.js';

/** A small room sees a change within a twentieth of a second; a large one shares the work of a tenth (ADR 0010). */
const INTERVAL_MS = { small: 50, large: 100 };
const SMALL_ROOM = 50;
/** Facts after which rows are read again instead of patched. */
const BULK: ReadonlySet<FactType> = new Set([
  'campaign.started',
  'campaign.contacts_added',
  'campaign.contacts_canceled',
]);

/** Where frames go: one room a stream. */
export interface Rooms {
  size(stream: StreamName): number;
  emitCampaign(stream: StreamName, frame: CampaignFrame): void;
  emitAccount(stream: StreamName, frame: AccountFrame): void;
}

/** What happened on a stream since its last frame. */
interface Pending {
  from: number;
  to: number;
  reload: boolean;
  readonly rows: Map<string, Readonly<CampaignContact>>;
  readonly campaignIds: Set<string>;
  hosted: Hosted | null;
}

/** Gathers commits into frames: the last state of each changed row, at a bounded rate, for rooms that have somebody in them. */
@Injectable()
export class Frames implements OnModuleInit, OnModuleDestroy {
  rooms: Rooms | null = null;
  private readonly pending = new Map<StreamName, Pending>();
  private readonly sentAt = new Map<StreamName, number>();
  private readonly timers = new Map<StreamName, NodeJS.Timeout>();
  private subscription: Subscription | null = null;

  constructor(
    private readonly host: DialerHost,
    private readonly views: LiveViews,
  ) {}

  onModuleInit(): void {
    this.subscription = this.host.commits.subscribe((committed) => this.gather(committed));
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Runs right after a commit, when memory is what is durable. */
  private gather({ facts, contacts }: Committed): void {
    const touched = new Set<StreamName>();
    for (const fact of facts) {
      const stream = fact.stream as StreamName;
      if (!touched.has(stream) && !this.rooms?.size(stream)) {
        this.pending.delete(stream);
        this.sentAt.delete(stream);
        continue;
      }
      touched.add(stream);
      const pending = this.pending.get(stream) ?? nothingYet(fact.seq);
      this.pending.set(stream, pending);
      pending.to = fact.seq;
      pending.reload ||= BULK.has(fact.type);
      if (fact.campaignId) pending.campaignIds.add(fact.campaignId);
      if (fact.campaignId)
        pending.hosted = this.host.campaigns.find(fact.accountId, fact.campaignId) ?? pending.hosted;
    }
    for (const [id, contact] of contacts)
      this.pending.get(`campaign:${contact.campaignId}`)?.rows.set(id, contact);
    for (const stream of touched) this.plan(stream);
  }

  private plan(stream: StreamName): void {
    if (this.timers.has(stream)) return;
    const interval = (this.rooms?.size(stream) ?? 0) > SMALL_ROOM ? INTERVAL_MS.large : INTERVAL_MS.small;
    const wait = (this.sentAt.get(stream) ?? 0) + interval - performance.now();
    if (wait <= 0) return this.flush(stream);
    this.timers.set(
      stream,
      setTimeout(() => {
        this.timers.delete(stream);
        void this.host.writer.settled(() => this.flush(stream));
      }, wait),
    );
  }

  private flush(stream: StreamName): void {
    const pending = this.pending.get(stream);
    this.pending.delete(stream);
    if (!pending) return;
    this.sentAt.set(stream, performance.now());
    if (stream.startsWith('campaign:')) this.sendCampaign(stream, pending);
    else if (stream.startsWith('account:')) void this.sendAccount(stream, pending);
  }

  private sendCampaign(stream: StreamName, { from, to, reload, rows, hosted }: Pending): void {
    if (!hosted) return;
    const { inFlight } = hosted.engine;
    const frame: CampaignFrame = {
      stream,
      from,
      to,
      at: rfc3339(this.host.options.now()),
      changes: {
        campaign: liveCampaign(hosted).campaign,
        rows: [...rows.values()].map((row) =>
          rowView(row, (row.callId && inFlight.get(row.callId)?.call) || null),
        ),
        ...(reload && { reload }),
      },
    };
    this.rooms?.emitCampaign(stream, frame);
  }

  private async sendAccount(stream: StreamName, { from, to, campaignIds }: Pending): Promise<void> {
    const accountId = stream.slice('account:'.length);
    const { row } = await this.host.accounts.get(accountId);
    const campaigns = await Promise.all([...campaignIds].map((id) => this.views.campaignView(accountId, id)));
    this.rooms?.emitAccount(stream, {
      stream,
      from,
      to,
      at: rfc3339(this.host.options.now()),
      changes: {
        account: this.views.accountView(accountId, row, to),
        campaigns: campaigns.filter((campaign) => campaign !== null),
      },
    });
  }
}

function nothingYet(from: number): Pending {
  return { from, to: from, reload: false, rows: new Map(), campaignIds: new Set(), hosted: null };
}

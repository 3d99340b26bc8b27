import {
  brakesOf,
  createCampaignEngine,
  type CommitBatch,
  type Effect,
  type EngineInput,
  type LoadedCampaign,
  type StepAnswer,
} from '@ringside/engine';
import { Subject, type Observable } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import { Accounts } from './accounts.js';
import { DIALING, type Batch } from './batch.js';
import { ClockWatch } from './clock-watch.js';
import { isNews, type Committed } from './committed.js';
import { DialerError, notFound } from './dialer.error.js';
import { dialingConnection, type OpenConnection, type ResolvedOptions } from './dialer.options.js';
import { HostedCampaigns } from './hosted-campaigns.js';
import type { Hosted } from './hosted.js';
import { persist } from './persist.js';
import { PhoneSystems, type CampaignsOf } from './phone-systems/phone-systems.js';
import { hangUp, place } from './placement.js';
import { Teller } from './outgoing/teller.js';
import { Turns } from './turns.js';
import { Writer } from './writer.js';

/**
 * Hosts the engines: gives them what happened, commits what they changed, and does what they ask for
 * once that is durable. Everything it knows can be rebuilt from the store at any moment.
 */
export class DialerHost {
  private readonly subject = new Subject<Committed>();
  /** What became durable: one emission a commit, in commit order. */
  readonly commits: Observable<Committed> = this.subject.asObservable();
  readonly writer: Writer<Batch, CommitBatch>;
  readonly accounts: Accounts;
  readonly phoneSystems: PhoneSystems;
  readonly campaigns = new HostedCampaigns();
  /** Commands about one campaign happen one after another. */
  readonly turns = new Turns();
  private readonly teller: Teller | null;
  private readonly stopping = new AbortController();
  private watch: ClockWatch | null = null;

  constructor(readonly options: ResolvedOptions) {
    const { store, connections, now } = options;
    this.writer = new Writer({
      kind: DIALING,
      commit: (number, rows) => store.dialer.commit(number, rows),
      now,
      act: (batch) => this.act(batch),
      tell: (batch) => this.tell(batch),
      fatal: (error) => options.onFatal(error),
    });
    this.accounts = new Accounts(store.dialer, connections, now, (accountId) =>
      this.campaigns.linesInUse(accountId),
    );
    // Nobody posts: then nothing is kept to be posted.
    this.teller = store.outgoing === undefined || options.sender === null ? null : new Teller(store.outgoing);
    this.phoneSystems = new PhoneSystems(options, this.campaignsOf(), this.stopping.signal);
  }

  /** Takes the writer's place and goes on with everything that was under way. */
  async open(): Promise<void> {
    const { store, restartGraceMs, log } = this.options;
    await store.dialer.open();
    const live = await store.dialer.loadLive();
    const moved: Hosted[] = [];
    for (const loaded of live) {
      const hosted = await this.host(loaded);
      if (hosted.connection.id !== loaded.campaign.connectionId) moved.push(hosted);
    }
    await this.writer.submit((now, batch) => {
      // What was dialed through a mock must not ring real phones because somebody started the service.
      for (const hosted of moved) this.step(hosted, { type: 'pause' }, now, batch);
      this.tickAll(now, batch, restartGraceMs);
    });
    this.phoneSystems.open();
    for (const campaignId of await store.dialer.stoppedWithIdleContacts()) void this.cancelIdle(campaignId);
    this.watch = new ClockWatch(this.options.now, (stalled) => this.wake(stalled));
    this.watch.plan(this.campaigns.nextWakeAt);
    if (live.length > 0) log.info({ campaigns: live.length }, 'going on with what was under way');
  }

  /** Finishes what was submitted; running calls are left to be picked up at the next start. */
  async close(): Promise<void> {
    this.watch?.stop();
    this.stopping.abort();
    await this.writer.close();
    this.subject.complete();
    for (const connection of this.options.connections) await connection.provider.close();
    await this.options.store.dialer.close();
  }

  connection(id: string): OpenConnection | null {
    return this.options.connections.find((connection) => connection.id === id) ?? null;
  }

  /** Loads a campaign from the store and hosts it; not for one that is hosted already. */
  async load(accountId: string, campaignId: string): Promise<Hosted> {
    const loaded = await this.options.store.dialer.loadCampaign(campaignId);
    if (loaded?.campaign.accountId !== accountId) throw notFound();
    return this.host(loaded);
  }

  /** Gives an engine an input; what changes a campaign's state goes on its account's stream too. */
  step(hosted: Hosted, input: EngineInput, now: number, batch: Batch): StepAnswer {
    const before = batch.facts.length;
    const effects = batch.effects.length;
    const answer = hosted.engine.step(input, now, batch);
    for (const entry of batch.effects.splice(effects)) {
      // What was decided and committed earlier only waited for its turn.
      const { effect } = entry;
      if (effect.type === 'place_call' && effect.written && !batch.newCalls.has(effect.call.id)) {
        this.doEffect(entry.campaignId, effect);
      } else batch.effects.push(entry);
    }
    this.teller?.tell(hosted.engine.campaign, batch, before);
    for (let i = before, end = batch.facts.length; i < end; i++) {
      const fact = batch.facts[i];
      if (fact?.type.startsWith('campaign.')) this.accounts.record(fact, batch);
    }
    return answer;
  }

  private async host(loaded: LoadedCampaign): Promise<Hosted> {
    const { accountId, connectionId } = loaded.campaign;
    // One whose phone system is not configured any more goes on with the one that there is.
    const connection =
      this.connection(connectionId) ?? dialingConnection(this.options.connections, accountId);
    if (!connection)
      throw new DialerError('not_ready', 'The phone system of this campaign is not connected.');
    const campaign = { ...loaded.campaign, connectionId: connection.id };
    const { brakes } = await this.accounts.get(campaign.accountId);
    await this.teller?.load(loaded);
    const engine = createCampaignEngine(
      { ...loaded, campaign },
      {
        newId: uuidv7,
        random: this.options.random,
        brakes: brakesOf(brakes, () => this.phoneSystems.down(connection.id)),
        provider: connection.provider.capabilities,
      },
    );
    const hosted: Hosted = { accountId: campaign.accountId, engine, connection };
    this.campaigns.add(hosted);
    return hosted;
  }

  /** Everything in the batch is durable now: act, then tell. */
  private act(batch: Batch): void {
    for (const call of batch.newCalls.values()) this.campaigns.callBegan(call);
    for (const { campaignId, effect } of batch.effects) this.doEffect(campaignId, effect);
  }

  private tell(batch: Batch): void {
    const maybeOver = new Set(batch.campaigns.keys());
    for (const call of batch.changedCalls.values()) {
      if (call.endedAt === null) continue;
      this.campaigns.callEnded(call);
      this.teller?.forget(call.id);
      maybeOver.add(call.campaignId);
    }
    if (isNews(batch)) this.subject.next(batch);
    for (const campaignId of maybeOver)
      if (this.campaigns.get(campaignId)?.engine.idle) this.campaigns.drop(campaignId);
    this.watch?.plan(this.campaigns.nextWakeAt);
  }

  private doEffect(campaignId: string, effect: Effect): void {
    const hosted = this.campaigns.get(campaignId);
    if (!hosted || this.stopping.signal.aborted) return;
    switch (effect.type) {
      case 'place_call':
        return void this.place(hosted, effect);
      case 'hang_up':
        return void hangUp(hosted.connection, effect.call).catch((error: Error) =>
          this.options.log.warn({ call: effect.call.id, error: error.message }, 'hanging up failed'),
        );
      case 'reconcile':
        return void this.phoneSystems.reconcile(hosted.connection, new Set([effect.call.id]));
      case 'need_contacts':
        return void this.fetchContacts(hosted, effect.after, effect.limit);
      case 'cancel_idle':
        return void this.cancelIdle(campaignId);
    }
  }

  private async place(hosted: Hosted, { call, n }: Extract<Effect, { type: 'place_call' }>): Promise<void> {
    const requestedAt = this.options.now();
    const { connection, engine } = hosted;
    this.phoneSystems.asking(connection.id);
    const outcome = await place(connection, engine.campaign, call, this.options.publicUrl);
    this.phoneSystems.answered(connection.id, outcome);
    this.give(hosted, { type: 'placement', callId: call.id, n, requestedAt, outcome });
  }

  private async fetchContacts(hosted: Hosted, after: number, limit: number): Promise<void> {
    const contacts = await this.persist(() =>
      this.options.store.dialer.nextContacts(hosted.engine.campaign.id, after, limit),
    );
    if (contacts) this.give(hosted, { type: 'contacts', contacts, exhausted: contacts.length < limit });
  }

  /** A stopped campaign's idle contacts become canceled; loaded first, so that its counts follow the change. */
  private async cancelIdle(campaignId: string): Promise<void> {
    const { dialer } = this.options.store;
    await this.turns
      .take(campaignId, async () => {
        const hosted =
          this.campaigns.get(campaignId) ??
          (await this.persist(async () => {
            const loaded = await dialer.loadCampaign(campaignId);
            return loaded && (await this.host(loaded));
          }));
        if (hosted?.engine.campaign.state !== 'stopped') return;
        const count = await this.persist(() => dialer.cancelIdle(campaignId));
        if (count === null) return;
        await this.writer.give((now, batch) => {
          this.step(hosted, { type: 'contacts_canceled', count }, now, batch);
        });
        if (hosted.engine.idle) this.campaigns.drop(campaignId);
      })
      .catch((error: Error) =>
        this.options.log.error({ campaign: campaignId, error: error.message }, 'canceling failed'),
      );
  }

  private campaignsOf(): CampaignsOf {
    return {
      hosted: this.campaigns,
      give: (hosted, input) => this.give(hosted, input),
      lookAgain: (change) =>
        void this.writer.give((now, batch) => {
          change?.();
          this.tickAll(now, batch, null);
        }),
    };
  }

  private wake(stalled: boolean): void {
    if (this.campaigns.size === 0) return;
    const grace = stalled ? this.options.restartGraceMs : null;
    void this.writer.give((now, batch) => this.tickAll(now, batch, grace));
  }

  /** Recomputes every campaign from what is true now: deadlines, retries, free lines. */
  private tickAll(now: number, batch: Batch, graceMs: number | null): void {
    this.accounts.rollDay(now);
    const late = new Map(this.options.connections.map(({ id }) => [id, this.phoneSystems.grace(id, now)]));
    for (const hosted of this.campaigns) {
      // The brake holds whatever came between: a crash after it was pulled, for one.
      if (this.accounts.isStopped(hosted.accountId)) this.step(hosted, { type: 'stop' }, now, batch);
      const grace = Math.max(graceMs ?? 0, late.get(hosted.connection.id) ?? 0);
      if (grace > 0) this.step(hosted, { type: 'grace', ms: grace }, now, batch);
      this.step(hosted, { type: 'tick' }, now, batch);
    }
  }

  /** An input nobody waits for; one for an engine that has been replaced since is too late. */
  private give(hosted: Hosted, input: EngineInput): void {
    void this.writer.give((now, batch) => {
      if (this.campaigns.has(hosted)) this.step(hosted, input, now, batch);
    });
  }

  private persist<T>(act: () => Promise<T>): Promise<T | null> {
    return persist(act, { signal: this.stopping.signal, log: this.options.log });
  }
}

import type { PhoneSystemsSnapshot } from '@ringside/contracts';
import type { EngineInput } from '@ringside/engine';
import type { PlacementOutcome } from '@ringside/telephony';
import { setTimeout as wait } from 'node:timers/promises';
import { distinctUntilChanged, map, skip, startWith, timer, type Observable } from 'rxjs';
import { dialingConnection, type OpenConnection, type ResolvedOptions } from '../dialer.options.js';
import type { Hosted } from '../hosted.js';
import type { HostedCampaigns } from '../hosted-campaigns.js';
import { reconcile } from '../placement.js';
import { rfc3339 } from '../views.js';
import { followStream } from './follow-stream.js';
import { Standing } from './standing.js';

/** Deadlines wait that long, again and again, while a phone system is down: what ends a call then is told when it is back. */
const DOWN_GRACE = { ms: 15_000, everyMs: 10_000 };
/** For so long; then they hold all the same, because every call must end. */
const DOWN_PATIENCE_MS = 600_000;
/** Before a phone system is asked again that has just connected and did not answer, milliseconds. */
const ASK_AGAIN_MS = 1000;
/** How often a change is told at most, milliseconds. */
const TELL_EVERY_MS = 500;

/** The campaigns that dial through phone systems, and how to tell them something. */
export interface CampaignsOf {
  readonly hosted: HostedCampaigns;
  give(hosted: Hosted, input: EngineInput): void;
  /** After everything that was given: runs `change` among the writer's decisions, and has all campaigns look again. */
  lookAgain(change?: () => void): void;
}

/**
 * The connected phone systems: follows their event streams, holds the dialing while one is not open, asks what became of calls,
 * and knows how each stands.
 */
export class PhoneSystems {
  private readonly standings = new Map<string, Standing>();
  private readonly graceAt = new Map<string, number>();

  constructor(
    private readonly options: ResolvedOptions,
    private readonly campaigns: CampaignsOf,
    private readonly stopping: AbortSignal,
  ) {
    for (const connection of options.connections)
      this.standings.set(connection.id, new Standing(connection, options.now));
  }

  /** Begins to follow. A phone system without a stream is asked once late webhooks have had their time. */
  open(): void {
    for (const connection of this.options.connections) {
      if (connection.provider.stream) this.follow(connection);
      else if (connection.provider.reconcile) void this.askLater(connection);
    }
  }

  /** Why nothing may be asked of this phone system now; null: it may be. */
  down(connectionId: string): string | null {
    return this.standings.get(connectionId)?.down ?? null;
  }

  /** Milliseconds by which the deadlines of its calls are to be put off now, or null. */
  grace(connectionId: string, now: number): number | null {
    const since = this.standings.get(connectionId)?.downSince ?? null;
    if (since === null || now - since > DOWN_PATIENCE_MS) return null;
    const last = this.graceAt.get(connectionId) ?? -Infinity;
    if (now >= last && now - last < DOWN_GRACE.everyMs) return null;
    this.graceAt.set(connectionId, now);
    return DOWN_GRACE.ms;
  }

  /** A request for a call is being sent. */
  asking(connectionId: string): void {
    this.standings.get(connectionId)?.requests.count(this.options.now());
  }

  answered(connectionId: string, outcome: PlacementOutcome): void {
    this.standings.get(connectionId)?.answered(outcome);
  }

  /** Its records were asked for; `unreachable` says why that could not be. */
  askedForRecords(connectionId: string, unreachable: string | null): void {
    this.standings.get(connectionId)?.asked(unreachable);
  }

  /** Asks what became of these calls, or of all, and gives the answers to their engines; whether there was an answer. */
  async reconcile(connection: OpenConnection, callIds: ReadonlySet<string> | null): Promise<boolean> {
    const asked = this.campaigns.hosted.on(connection.id).flatMap((hosted) =>
      [...hosted.engine.inFlight.values()]
        .filter(({ call }) => call.state !== 'placing' && (callIds === null || callIds.has(call.id)))
        // A call whose request may still be on its way need not be there yet.
        .map(({ call }) => ({ hosted, call, onItsWay: call.state === 'unknown' && call.placementOpen })),
    );
    if (asked.length === 0) return true;
    const calls = asked.map(({ call }) => call);
    const known = this.standings.get(connection.id)?.open ? await reconcile(connection, calls) : null;
    for (const { hosted, call, onItsWay } of asked) {
      const answer = known?.get(call.id);
      const isGone = answer !== undefined && 'gone' in answer;
      if (answer && !isGone)
        this.campaigns.give(hosted, { type: 'signal', callId: call.id, signal: answer.signal });
      let result: Extract<EngineInput, { type: 'reconciled' }>['result'] = 'no_answer';
      if (known !== null) result = answer === undefined ? 'not_found' : 'found';
      if (isGone) result = onItsWay ? 'not_found' : 'gone';
      this.campaigns.give(hosted, { type: 'reconciled', callId: call.id, result });
    }
    return known !== null;
  }

  of(accountId: string): PhoneSystemsSnapshot {
    const { connections, now } = this.options;
    const dialing = dialingConnection(connections, accountId);
    return {
      at: rfc3339(now()),
      phone_systems: connections.flatMap((connection) => {
        const standing = this.standings.get(connection.id);
        if (connection.accountId !== accountId || !standing) return [];
        const dials = connection === dialing && connection.provider.capabilities.originate;
        return standing.view(this.calls(connection.id), dials);
      }),
    };
  }

  /** How they stand, whenever that has changed, at most twice a second; looked at only while somebody is subscribed. */
  changes(accountId: string): Observable<PhoneSystemsSnapshot> {
    return timer(TELL_EVERY_MS, TELL_EVERY_MS).pipe(
      startWith(0),
      map(() => this.of(accountId)),
      distinctUntilChanged((a, b) => JSON.stringify(a.phone_systems) === JSON.stringify(b.phone_systems)),
      skip(1),
    );
  }

  private calls(connectionId: string): { inFlight: number; up: number } {
    let inFlight = 0;
    let up = 0;
    for (const { engine } of this.campaigns.hosted.on(connectionId)) {
      inFlight += engine.inFlight.size;
      for (const { call } of engine.inFlight.values()) if (call.state === 'answered') up += 1;
    }
    return { inFlight, up };
  }

  private follow(connection: OpenConnection): void {
    const { log, onFatal } = this.options;
    const standing = this.standings.get(connection.id);
    if (!standing) return;
    const { id: connectionId, provider } = connection;
    void followStream(provider, this.stopping, {
      opened: (event, session) => {
        standing.opened(event);
        log.info({ connection: connectionId, engine: event.engine }, `connected to ${provider.label}`);
        for (const { detail } of event.warnings) log.warn({ connection: connectionId }, detail);
        void this.settle(connection, standing, session);
      },
      report: ({ callId, signal }) => {
        const hosted = this.campaigns.hosted.ownerOf(callId);
        if (hosted) this.campaigns.give(hosted, { type: 'signal', callId, signal });
      },
      warned: (warning) => {
        if (standing.warned(warning)) log.warn({ connection: connectionId }, warning.detail);
      },
      lost: (error) => {
        if (standing.lost(error)) {
          log.warn({ connection: connectionId, code: error.code }, error.message);
          this.campaigns.lookAgain();
        }
        if (error.code === 'taken_over') onFatal(error);
      },
    }).catch((error: Error) => onFatal(error));
  }

  /** After a gap: first what became of the calls in flight, then dialing goes on. */
  private async settle(connection: OpenConnection, standing: Standing, session: AbortSignal): Promise<void> {
    while (connection.provider.reconcile && !(await this.reconcile(connection, null))) {
      await wait(ASK_AGAIN_MS, undefined, { signal: session }).catch(() => undefined);
      if (session.aborted) return;
    }
    this.campaigns.lookAgain(() => {
      if (session.aborted) return;
      standing.release();
      this.graceAt.delete(connection.id);
    });
  }

  private async askLater(connection: OpenConnection): Promise<void> {
    await wait(this.options.restartGraceMs, undefined, { signal: this.stopping }).catch(() => undefined);
    if (!this.stopping.aborted) await this.reconcile(connection, null);
  }
}

import {
  applyPlacement,
  applyReconciled,
  applySignal,
  endMachine,
  passDeadlines,
  unwant,
} from './call-inputs.js';
import { type CampaignParts } from './campaign-parts.js';
import { hangUpCall, pause, start, stop } from './commands.js';
import { ContactWindow } from './contact-window.js';
import { Dialing } from './dialing.js';
import { isWaitingForRetry, type Flight } from './flight.js';
import { Journal } from './journal.js';
import { Lines } from './lines.js';
import type { Campaign, LoadedCampaign } from './model.js';
import { PlacementOrder } from './placement-order.js';
import type { CampaignEngine, Changes, EngineDeps, EngineInput, StepAnswer } from './ports.js';
import { Refusals, REFUSING_AFTER } from './refusals.js';

/**
 * The engine of one campaign, from the rows of it: dialing by itself (`Fixed`), or by leave (`EngineDeps.paced`). It copies them:
 * what is loaded stays as it is. A request that was open when they were stored is taken for `unknown` at the first step.
 */
export function createCampaignEngine(loaded: LoadedCampaign, deps: EngineDeps): CampaignEngine {
  return new Engine(loaded, deps);
}

class Engine implements CampaignEngine {
  private readonly parts: CampaignParts;
  private readonly dialing: Dialing;
  private recovered = false;

  constructor(loaded: LoadedCampaign, deps: EngineDeps) {
    const campaign: Campaign = { ...loaded.campaign };
    const journal = new Journal(campaign, loaded.seq);
    const refusals = new Refusals();
    this.parts = {
      campaign,
      deps,
      journal,
      refusals,
      lines: new Lines(loaded, campaign, journal, refusals),
      window: new ContactWindow(loaded.cursor),
      order: new PlacementOrder(),
      requests: new Map(),
      listOpen: false,
      canceling: false,
    };
    if (campaign.holding !== null) {
      refusals.detail = campaign.holding.detail;
      if (campaign.holding.code === 'provider_refusing') refusals.streak = REFUSING_AFTER;
    }
    this.dialing = new Dialing(this.parts);
  }

  get campaign(): Readonly<Campaign> {
    return this.parts.campaign;
  }

  get inFlight(): CampaignEngine['inFlight'] {
    return this.parts.lines.inFlight;
  }

  get counts(): CampaignEngine['counts'] {
    return this.parts.lines.counts;
  }

  get seq(): number {
    return this.parts.journal.seq;
  }

  get nextWakeAt(): number | null {
    if (!this.recovered && (this.campaign.state === 'running' || this.inFlight.size > 0)) return 0;
    const deadline = this.parts.lines.deadlines.next();
    const { wakeAt } = this.dialing;
    if (deadline === null || wakeAt === null) return deadline ?? wakeAt;
    return Math.min(deadline, wakeAt);
  }

  get idle(): boolean {
    const { state } = this.campaign;
    if (state === 'running' || state === 'paused') return false;
    if (this.inFlight.size > 0 || this.parts.canceling) return false;
    for (const request of this.parts.requests.values()) if (!request.recovered) return false;
    return true;
  }

  step(input: EngineInput, now: number, changes: Changes): StepAnswer {
    this.parts.journal.open(changes, now);
    if (!this.recovered) this.recover(now);
    const answer = this.apply(input, now);
    this.dialing.pump(now);
    return answer;
  }

  private apply(input: EngineInput, now: number): StepAnswer {
    const { parts } = this;
    switch (input.type) {
      case 'signal':
        return { kind: 'signal', outcome: applySignal(parts, input, now) };
      case 'placement':
        return done(applyPlacement(parts, input, now));
      case 'tick':
        return done(passDeadlines(parts, now));
      case 'reconciled':
        return done(applyReconciled(parts, input, now));
      case 'grace':
        return done(parts.lines.grace(now + input.ms));
      case 'start':
        return start(parts, input.newPass ?? false, now);
      case 'pause':
        return pause(parts, now);
      case 'stop':
        return stop(parts, now);
      case 'hang_up':
        return hangUpCall(parts, input.callId, now);
      case 'dial':
        return done(this.dialing.allow(input.n));
      case 'set_lines':
        return done(this.setLines(input.lines));
      case 'contacts':
        return done(this.contacts(input));
      case 'contacts_added':
        return done(this.contactsAdded(input.count));
      case 'contacts_canceled':
        return done(this.contactsCanceled(input.count));
      case 'list_open':
        return done(this.listOpen(input.open));
    }
  }

  /**
   * The process that wrote these rows may have died with requests under way: nobody will say how they ended, so they
   * are `unknown` (D10), and what a stop wanted hung up is hung up again.
   */
  private recover(now: number): void {
    this.recovered = true;
    const { journal, lines, requests } = this.parts;
    for (const flight of [...lines.inFlight.values()]) {
      const { call } = flight;
      if (call.placementOpen) {
        call.placementOpen = false;
        requests.set(call.id, { call, n: call.placements, recovered: true });
        journal.callChanged(call);
        if (call.state === 'placing')
          lines.move(flight, { state: 'unknown', reason: 'placement_unknown' }, now);
      }
      if (needsEnding(flight)) unwant(this.parts, flight, 'stopped', now);
      endMachine(this.parts, flight);
    }
  }

  private contacts({ contacts, exhausted }: Extract<EngineInput, { type: 'contacts' }>): boolean {
    const { campaign, lines, window } = this.parts;
    if (!window.fill(contacts, exhausted, lines.busy)) return false;
    if (campaign.state !== 'running' && campaign.state !== 'paused') window.clear();
    return true;
  }

  private contactsAdded(count: number): boolean {
    if (count <= 0) return false;
    const { journal, lines, window } = this.parts;
    window.grown();
    lines.counts.idle += count;
    journal.fact('campaign.contacts_added', { count });
    return true;
  }

  private contactsCanceled(count: number): boolean {
    const { journal, lines } = this.parts;
    this.parts.canceling = false;
    if (count <= 0) return false;
    lines.recount('idle', 'canceled', count);
    journal.fact('campaign.contacts_canceled', { count });
    return true;
  }

  private listOpen(open: boolean): boolean {
    const changed = this.parts.listOpen !== open;
    this.parts.listOpen = open;
    return changed;
  }

  /** Fewer lines hang nobody up: the next contact waits until enough calls have ended (D7). */
  private setLines(lines: number): boolean {
    const { campaign, journal } = this.parts;
    if (campaign.lines === lines) return false;
    campaign.lines = lines;
    journal.campaignChanged();
    journal.fact('campaign.changed', { lines });
    return true;
  }
}

function needsEnding({ call, unwanted }: Flight): boolean {
  return (
    unwanted !== null && (call.state === 'dialing' || call.state === 'ringing' || isWaitingForRetry(call))
  );
}

function done(changed: boolean): StepAnswer {
  return { kind: 'done', changed };
}

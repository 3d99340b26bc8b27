import {
  createBrakes,
  createCampaignEngine,
  type Brakes,
  type CampaignEngine,
  type Changes,
  type ContactToDial,
  type Effect,
  type EngineInput,
} from '@ringside/engine';
import type { CallSignal, PlacementOutcome } from '@ringside/telephony';
import type { Random } from '../random.js';
import type { Telephony } from './world.js';

const ACCEPTED: PlacementOutcome = { kind: 'accepted', providerCallId: null };
const FAILED: PlacementOutcome = { kind: 'failed', reason: 'carrier failure' };
const NO_BRAKES: Brakes = { ask: () => null, took: () => undefined };

/** What the engine asks of the phone system. */
export interface Lines {
  /** Answers whether the carrier takes the call. */
  place(position: number, callId: string, now: number): boolean;
  /** The engine ends this call; its own deadline has passed when `closed`. */
  hangUp(position: number, closed: boolean, now: number): void;
}

export interface HostSettings {
  readonly now: number;
  readonly maxLines: number;
  readonly ringTimeoutMs: number;
  readonly random: Random;
  readonly telephony: Telephony;
}

/** Rows that nobody will read: there is no store. */
class NoRows<T> extends Map<string, T> {
  override set(): this {
    return this;
  }
}

/**
 * The production engine with as little around it as can be: nothing is stored, so nothing is copied; the list never ends; what
 * is asked for is answered in the same moment.
 */
export class EngineHost {
  private readonly engine: CampaignEngine;
  private readonly changes: Changes = {
    newCalls: new NoRows(),
    changedCalls: new NoRows(),
    contacts: new NoRows(),
    campaigns: new NoRows(),
    placements: [],
    facts: [],
    effects: [],
  };
  private readonly queue: EngineInput[] = [];
  private stepping = false;
  /** New calls that the engine may still make. */
  private leave = 0;
  private ids = 0;

  constructor(
    settings: HostSettings,
    private readonly lines: Lines,
  ) {
    const { callsPerSecond, maxLines } = settings.telephony;
    const braked = callsPerSecond !== null || maxLines !== null;
    const brakes = braked
      ? createBrakes(
          { maxLines: null, callsPerSecond: null, callsPerDay: null },
          { providerCallsPerSecond: callsPerSecond, providerMaxConcurrent: maxLines },
          () => this.inFlight,
          { calls: 0, endsAt: settings.now },
        )
      : NO_BRAKES;
    this.engine = createCampaignEngine(
      { campaign: newCampaign(settings), inFlight: [], counts: NO_COUNTS, seq: 0, cursor: 0 },
      {
        newId: () => String((this.ids += 1)),
        random: settings.random.next,
        brakes,
        provider: { hangUp: true, reconcile: false },
        paced: true,
      },
    );
  }

  get inFlight(): number {
    return this.engine.inFlight.size;
  }

  /** What a decision came to: so many more calls, and nothing of what is left from the one before. */
  dial(n: number, now: number): void {
    if (n === 0 && this.leave === 0) return;
    this.leave = n;
    this.give({ type: 'dial', n }, now);
  }

  /** One thing for the engine, and all that follows from it at once. */
  give(input: EngineInput, now: number): void {
    this.queue.push(input);
    if (this.stepping) return;
    this.stepping = true;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) this.step(next, now);
    this.stepping = false;
  }

  signal(callId: string, state: CallSignal['state'], now: number): void {
    const signal: CallSignal = { state, at: null, providerCallId: null, reason: null, answeredBy: null };
    this.give({ type: 'signal', callId, signal }, now);
  }

  /** Passes what is due. */
  wake(now: number): void {
    const at = this.engine.nextWakeAt;
    if (at !== null && at <= now) this.give({ type: 'tick' }, now);
  }

  private step(input: EngineInput, now: number): void {
    const { changes } = this;
    this.engine.step(input, now, changes);
    changes.facts.length = 0;
    changes.placements.length = 0;
    const { effects } = changes;
    if (effects.length === 0) return;
    for (const { effect } of effects) this.act(effect, now);
    effects.length = 0;
  }

  private act(effect: Effect, now: number): void {
    switch (effect.type) {
      case 'place_call': {
        const { call, n } = effect;
        if (n === 1) this.leave -= 1;
        const outcome = this.lines.place(call.position, call.id, now) ? ACCEPTED : FAILED;
        this.queue.push({ type: 'placement', callId: call.id, n, requestedAt: now, outcome });
        break;
      }
      case 'hang_up':
        this.lines.hangUp(effect.call.position, effect.call.state !== 'answered', now);
        break;
      case 'need_contacts':
        this.queue.push({
          type: 'contacts',
          contacts: contactsAfter(effect.after, effect.limit),
          exhausted: false,
        });
        break;
      case 'reconcile':
      case 'cancel_idle':
        break;
    }
  }
}

/** A list without end. */
function contactsAfter(after: number, limit: number): ContactToDial[] {
  const contacts: ContactToDial[] = [];
  for (let position = after + 1; position <= after + limit; position += 1)
    contacts.push({ contactId: `k${position}`, position, phone: '+15550100', name: null, calls: 0 });
  return contacts;
}

const NO_COUNTS = {
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

function newCampaign(settings: HostSettings): Parameters<typeof createCampaignEngine>[0]['campaign'] {
  return {
    id: 'campaign-1',
    accountId: 'account-1',
    connectionId: 'connection-1',
    name: 'Simulated',
    dialerType: 'Fixed',
    lines: settings.maxLines,
    ringTimeoutMs: settings.ringTimeoutMs,
    maxDurationMs: 86_400_000,
    replyTimeoutMs: 10_000,
    machineDetection: 'off',
    from: null,
    callStateUrl: null,
    state: 'idle',
    pass: 0,
    holding: null,
    createdAt: settings.now,
    startedAt: null,
    endedAt: null,
  };
}

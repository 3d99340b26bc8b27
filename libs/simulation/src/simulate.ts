import type { MachineDetection } from '@ringside/contracts';
import type {
  Brakes,
  Call,
  Campaign,
  CampaignContact,
  EngineInput,
  NewFact,
  PlacementRow,
} from '@ringside/engine';
import { brakesOf } from '@ringside/engine';
import type { CallSignal } from '@ringside/telephony';
import { NO_FAULTS, type Faults } from './faults.js';
import { PhoneSystem } from './phone-system.js';
import { Random } from './random.js';
import { Rows } from './rows.js';
import { Trace, type TraceEvent } from './trace.js';
import { VirtualHost } from './virtual-host.js';
import { VirtualTime } from './virtual-time.js';

/** Times in milliseconds. */
export interface SimulationOptions {
  /** The same seed and options give the same trace. */
  readonly seed: number;
  readonly contacts: number;
  readonly lines: number;
  readonly faults?: Partial<Faults>;
  /** What the phone system can do besides placing calls; nothing unless said. */
  readonly provider?: { readonly hangUp: boolean; readonly reconcile: boolean; readonly streams?: boolean };
  readonly ringTimeoutMs?: number;
  readonly maxDurationMs?: number;
  readonly replyTimeoutMs?: number;
  readonly machineDetection?: MachineDetection;
  /** Passes over the list, one after the other. */
  readonly passes?: number;
  /** What people do, and when after the start. */
  readonly commands?: readonly { readonly afterMs: number; readonly input: EngineInput }[];
  /** The world ends then at the latest. */
  readonly limitMs?: number;
}

/** What was left when nothing more could happen. */
export interface SimulationResult {
  readonly options: SimulationOptions;
  /** False when the time was up first. */
  readonly finished: boolean;
  /** Virtual milliseconds from the start to the end. */
  readonly tookMs: number;
  readonly commits: number;
  readonly trace: readonly TraceEvent[];
  readonly campaign: Campaign;
  readonly contacts: readonly CampaignContact[];
  readonly calls: ReadonlyMap<string, Call>;
  readonly facts: readonly NewFact[];
  readonly placements: readonly PlacementRow[];
}

const STARTS_AT = Date.UTC(2030, 0, 7, 9);
const NO_BRAKES: Brakes = { ask: () => null, took: () => undefined };
const WEEK_MS = 7 * 86_400_000;

/**
 * Dials a campaign with the production engine in virtual time: people, a phone system with faults, and a
 * process that may die at any commit. Nothing in it reads a clock or a random number of its own.
 */
export function simulate(options: SimulationOptions): SimulationResult {
  const random = new Random(options.seed);
  const time = new VirtualTime(STARTS_AT);
  const trace = new Trace();
  const faults: Faults = { ...NO_FAULTS, ...options.faults };
  const rows = new Rows(newCampaign(options), options.contacts);
  let ids = 0;
  const jitter = random.fork();
  const { hangUp = false, reconcile = false, streams = false } = options.provider ?? {};
  const host: VirtualHost = new VirtualHost({
    time,
    trace,
    rows,
    random: random.fork(),
    crash: faults.crash,
    streams,
    deps: {
      newId: () => `call-${(ids += 1)}`,
      random: jitter.next,
      brakes: brakesOf(NO_BRAKES, () => host.down),
      provider: { hangUp, reconcile },
    },
  });
  const hear = (callId: string, signal: CallSignal): void => host.webhook(callId, signal);
  const phones = new PhoneSystem(time, random.fork(), faults, trace, hear, streams);
  host.start(phones);
  host.command({ type: 'start' });
  for (const { afterMs, input } of options.commands ?? []) time.after(afterMs, () => host.command(input));

  const until = STARTS_AT + (options.limitMs ?? WEEK_MS);
  let finished = time.run(until, () => host.done);
  for (let pass = 2; finished && pass <= (options.passes ?? 1); pass += 1) {
    host.newPass();
    finished = time.run(until, () => host.done);
  }
  return {
    options,
    finished,
    tookMs: time.now - STARTS_AT,
    commits: host.commits,
    trace: trace.events,
    campaign: rows.campaign,
    contacts: rows.contacts,
    calls: rows.calls,
    facts: rows.facts,
    placements: rows.placements,
  };
}

function newCampaign(options: SimulationOptions): Campaign {
  return {
    id: 'campaign-1',
    accountId: 'account-1',
    connectionId: 'connection-1',
    name: 'Simulated',
    dialerType: 'Fixed',
    lines: options.lines,
    ringTimeoutMs: options.ringTimeoutMs ?? 60_000,
    maxDurationMs: options.maxDurationMs ?? 600_000,
    replyTimeoutMs: options.replyTimeoutMs ?? 10_000,
    machineDetection: options.machineDetection ?? 'off',
    from: null,
    callStateUrl: null,
    state: 'idle',
    pass: 0,
    holding: null,
    createdAt: STARTS_AT,
    startedAt: null,
    endedAt: null,
  };
}

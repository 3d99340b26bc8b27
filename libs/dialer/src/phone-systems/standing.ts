import {
  PHONE_SYSTEM_ABILITIES,
  type PhoneSystemAbility,
  type PhoneSystemState,
  type PhoneSystemView,
} from '@ringside/contracts';
import type {
  Capabilities,
  PlacementOutcome,
  StreamError,
  StreamEvent,
  StreamWarning,
} from '@ringside/telephony';
import type { OpenConnection } from '../dialer.options.js';
import { rfc3339 } from '../views.js';
import { RequestRate } from './request-rate.js';

/** Warnings that are kept; one that comes when so many are known is one too many to read. */
const MOST_WARNINGS = 20;

type Notice = StreamWarning & { readonly at: number };

/** How one phone system stands, as far as this run of the service has seen. */
export class Standing {
  readonly requests = new RequestRate();
  /** Why nothing may be asked of it now, one sentence for people; null: it may be. */
  down: string | null = null;
  /** When it was last heard to be down; null: it is not. */
  downSince: number | null = null;
  private state: PhoneSystemState;
  private since: number;
  private engine: PhoneSystemView['engine'] = null;
  private lastError: Notice | null = null;
  private warnings: Notice[] = [];

  constructor(
    private readonly connection: OpenConnection,
    private readonly now: () => number,
  ) {
    this.since = now();
    const { provider } = connection;
    this.state = provider.stream ? 'connecting' : 'not_asked';
    if (provider.stream) {
      this.down = `Connecting to ${provider.label}.`;
      this.downSince = this.since;
    }
  }

  /** Whether it can be asked: its stream is open, or it has none. */
  get open(): boolean {
    return !this.connection.provider.stream || this.state === 'connected';
  }

  /** Its stream is open. What was in flight is still to be compared, so it stays held. */
  opened({ engine, warnings }: Extract<StreamEvent, { kind: 'open' }>): void {
    this.become('connected');
    this.engine = engine ?? this.engine;
    this.warnings = warnings.slice(0, MOST_WARNINGS).map((warning) => ({ ...warning, at: this.now() }));
    this.down = `Comparing the calls in flight with ${this.connection.provider.label}.`;
  }

  /** It may be dialed through again. */
  release(): void {
    this.down = this.downSince = null;
  }

  /** Its stream is not open; answers whether that is news. */
  lost({ code, message: detail }: StreamError): boolean {
    const news = this.state !== 'disconnected' || this.down !== detail;
    this.become('disconnected');
    this.down = detail;
    this.downSince ??= this.now();
    if (news) this.lastError = { code, detail, at: this.now() };
    return news;
  }

  /** Answers whether that is news. */
  warned(warning: StreamWarning): boolean {
    if (this.warnings.length >= MOST_WARNINGS) return false;
    if (this.warnings.some(({ detail }) => detail === warning.detail)) return false;
    this.warnings.push({ ...warning, at: this.now() });
    return true;
  }

  /** A request for a call was answered, or not; of a phone system without a stream that is all there is to see. */
  answered(outcome: PlacementOutcome): void {
    if (this.connection.provider.stream) return;
    if (wasReached(outcome)) this.become('reachable');
    else if ('reason' in outcome) this.notReached(outcome.reason);
  }

  /** Its records could be had, or it could not be asked. */
  asked(unreachable: string | null): void {
    if (this.connection.provider.stream) return;
    if (unreachable === null) this.become('reachable');
    else this.notReached(unreachable);
  }

  view(calls: { readonly inFlight: number; readonly up: number }, dials: boolean): PhoneSystemView {
    const { id, name, mock, provider } = this.connection;
    return {
      id,
      name: name ?? provider.label,
      provider: provider.kind,
      mock: mock ?? false,
      dials,
      state: this.state,
      since: rfc3339(this.since),
      engine: this.engine,
      calls_in_flight: calls.inFlight,
      calls_up: calls.up,
      calls_per_second: this.requests.perSecond(this.now()),
      calls_per_second_limit: provider.limits.callsPerSecond,
      max_concurrent: provider.limits.maxConcurrent,
      abilities: abilitiesOf(provider.capabilities),
      last_error: this.lastError && { ...this.lastError, at: rfc3339(this.lastError.at) },
      warnings: this.warnings.map((warning) => ({ ...warning, at: rfc3339(warning.at) })),
    };
  }

  private notReached(detail: string): void {
    this.become('unreachable');
    this.lastError = { code: 'unreachable', detail, at: this.now() };
  }

  private become(state: PhoneSystemState): void {
    if (state === this.state) return;
    this.state = state;
    this.since = this.now();
  }
}

function abilitiesOf({
  hangUp,
  reconcile,
  records,
  detectMachine,
  legs,
}: Capabilities): PhoneSystemAbility[] {
  const can = new Set<PhoneSystemAbility>(legs);
  if (hangUp) can.add('hang_up');
  if (reconcile) can.add('reconcile');
  if (records) can.add('records');
  if (detectMachine) can.add('detect_machine');
  return PHONE_SYSTEM_ABILITIES.filter((ability) => can.has(ability));
}

/** Whether it has answered at all: what providers say of an answer names its status, or that it could not be read. */
function wasReached(outcome: PlacementOutcome): boolean {
  if (outcome.kind === 'accepted' || outcome.kind === 'failed') return true;
  return /\bHTTP \d{3}\b|^unreadable answer/.test(outcome.reason);
}

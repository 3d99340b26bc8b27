import type { Behaviour } from './behaviour.js';
import type { CallLog, Ending, Outcome } from './call-log.js';
import { nowMs, Sleepers } from './clock.js';
import { Conversations } from './conversations.js';
import { deliver } from './delivery.js';
import { KnownCalls, type KnownCall } from './known-calls.js';
import {
  type AnsweredBy,
  answeredBy,
  CALL_STATUSES,
  type CallStatus,
  type Person,
  storyOf,
} from './people.js';
import { between, happens } from './random.js';
import type { Destination, WebhookSender } from './webhook-sender.js';

/** A reply waits at most this long for an early status to be answered, milliseconds. */
const EARLY_LIMIT_MS = 2000;
/** How long it takes to tell a machine from a person, at speed 1, milliseconds. */
const FINDING_OUT_MS = [1500, 2500] as const;

/** What is asked of {@link Switchboard.place}. */
export interface Placement {
  readonly phone: string;
  readonly person: Person;
  readonly fate: number;
  readonly behaviour: Behaviour;
  readonly webhook: string;
  readonly to: Destination;
  readonly outcome: Outcome;
  readonly arrivedMs: number;
  /** What the caller calls it. */
  readonly callId: string | null;
  /** Whether to find out if a machine answers. */
  readonly detects: boolean;
}

/** A call that was placed. */
export interface Placed {
  readonly id: number;
  /** Whether its first status comes before the reply. */
  readonly early: boolean;
  /** Begins the call. For an `early` call the result settles once its first status was dealt with. */
  readonly begin: () => Promise<void>;
}

/** Calls that are going on, and what has gone by since the last reset. */
export interface SwitchboardStats {
  readonly instance: number;
  readonly placed: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Calls in flight that never end by themselves. */
  readonly stuck: number;
  readonly statusesSent: number;
  readonly statusesLost: number;
  readonly statusesAnswered2xx: number;
  readonly statusesAnsweredOther: number;
  readonly statusesFailed: number;
}

interface LiveCall extends Placement, KnownCall {
  readonly n: number;
  readonly instance: number;
  readonly log: CallLog;
  readonly stuck: boolean;
  readonly early: boolean;
  /** The number of the step that it was told to take, for who does what he is told; -1: none yet. */
  toldStep: number;
  toldBy: AnsweredBy | null;
  hungUp: boolean;
  wake: () => void;
  /** Ends the waiting for others who hold it; does nothing while it does not wait. */
  release: () => void;
  firstTold: () => void;
}

/** The part that has calls: it lets them happen and reports them. */
export class Switchboard {
  readonly conversations = new Conversations((id) => this.live.get(id)?.release());
  private instance = 1;
  private lastId = 0;
  private maxInFlight = 0;
  private placed = 0;
  private sent = 0;
  private lost = 0;
  private answered2xx = 0;
  private answeredOther = 0;
  private failed = 0;
  /** Calls that go on, by id; those among them that never end by themselves. */
  private readonly live = new Map<number, LiveCall>();
  private readonly stuck = new Set<LiveCall>();
  /** Calls that can be asked after: those that go on, and the latest that have ended. */
  readonly known = new KnownCalls();
  private readonly sleepers = new Sleepers();

  constructor(
    private readonly sender: WebhookSender,
    private log: CallLog,
  ) {}

  get currentInstance(): number {
    return this.instance;
  }

  /** Calls that go on and will end by themselves. */
  get inFlight(): number {
    return this.live.size - this.stuck.size;
  }

  /** Calls placed since the last restart. */
  get placedThisInstance(): number {
    return this.lastId;
  }

  /** Gives a call its id and counts it in flight; nothing happens in it before `begin`. */
  place(placement: Placement): Placed {
    const { fate, behaviour } = placement;
    this.lastId += 1;
    this.placed += 1;
    const { instance, lastId: id, log } = this;
    const stuck = placement.person === 'stuck' || happens(behaviour.never, fate, 'never');
    const early = happens(behaviour.early, fate, 'early');
    const inFlight = this.inFlight + (stuck ? 0 : 1);
    this.maxInFlight = Math.max(this.maxInFlight, inFlight);
    const n = log.add({ ...placement, id, instance, inFlight });
    const nothing = (): void => undefined;
    const call: LiveCall = {
      ...placement,
      ...{ id, n, instance, log, stuck, early },
      ...{ status: 'dialing', answeredBy: null, toldStep: -1, toldBy: null },
      hungUp: false,
      ...{ wake: nothing, release: nothing, firstTold: nothing },
    };
    this.live.set(id, call);
    this.known.add(call);
    if (stuck) this.stuck.add(call);
    return { id, early, begin: () => this.begin(call) };
  }

  /** Ends calls from outside: one by id, those to a number, or all. Returns how many were going on. */
  hangUp(which: { readonly id?: number; readonly phone?: string }): number {
    const chosen = [...this.live.values()].filter(
      (call) =>
        (which.id === undefined || call.id === which.id) &&
        (which.phone === undefined || call.phone === which.phone),
    );
    for (const call of chosen) {
      call.hungUp = true;
      this.end(call, 'hung_up');
      call.wake();
    }
    return chosen.length;
  }

  /** Tells one who does what he is told how far to go; false: that call does not go on, or is further, or nobody who can be told. */
  move(id: number, status: CallStatus, by?: AnsweredBy): boolean {
    const call = this.live.get(id);
    const step = CALL_STATUSES.indexOf(status);
    if (call?.person !== 'told' || step <= call.toldStep) return false;
    call.toldStep = step;
    call.toldBy = by ?? null;
    call.wake();
    return true;
  }

  /** Forgets every call, as a phone system does that was restarted: nothing more is heard of them. */
  restart(): void {
    const at = nowMs();
    for (const call of this.live.values()) call.log.end(call.n, at, 'restart');
    this.conversations.clear();
    this.known.clear();
    this.live.clear();
    this.stuck.clear();
    this.instance += 1;
    this.lastId = 0;
    this.sleepers.wakeAll();
  }

  /** A restart that also forgets what has gone by, and writes into a new log. */
  reset(log: CallLog): void {
    this.restart();
    this.log = log;
    this.instance = 1;
    this.maxInFlight = this.placed = 0;
    this.sent = this.lost = this.answered2xx = this.answeredOther = this.failed = 0;
  }

  stats(): SwitchboardStats {
    return {
      instance: this.instance,
      placed: this.placed,
      inFlight: this.inFlight,
      maxInFlight: this.maxInFlight,
      stuck: this.stuck.size,
      statusesSent: this.sent,
      statusesLost: this.lost,
      statusesAnswered2xx: this.answered2xx,
      statusesAnsweredOther: this.answeredOther,
      statusesFailed: this.failed,
    };
  }

  private begin(call: LiveCall): Promise<void> {
    const told = new Promise<void>((resolve) => (call.firstTold = resolve));
    void this.run(call).finally(() => call.firstTold());
    return call.early ? Promise.race([told, this.sleepers.sleep(EARLY_LIMIT_MS)]) : Promise.resolve();
  }

  /** Lets one call happen from beginning to end. */
  private async run(call: LiveCall): Promise<void> {
    const { fate, behaviour } = call;
    const story = storyOf(call.person, fate);
    const heldBack: CallStatus[] = [];
    for (const [i, { afterMs, status }] of story.entries()) {
      const ends = status === 'completed';
      const waitsMs = ends && call.stuck ? Infinity : call.early && i === 0 ? 0 : afterMs / behaviour.speed;
      await this.waitForStep(call, i, waitsMs, ends);
      if (this.forgotten(call)) return;
      if (call.hungUp) break;
      if (i < call.toldStep) continue;
      call.status = status;
      if (ends) this.end(call, 'completed');
      else if (i < story.length - 1 && happens(behaviour.reordered, fate, 'reordered', i)) {
        heldBack.unshift(status);
        continue;
      }
      for (const told of [status, ...heldBack.splice(0)]) await this.tell(call, told);
      if (status === 'answered' && call.detects) void this.findOut(call);
    }
    if (!call.hungUp || this.forgotten(call)) return;
    for (const told of [...heldBack, 'completed'] as const) await this.tell(call, told);
  }

  /** Waits until the next step is due; who is held by others does not hang up before he is let go, and then talks on as long again. */
  private async waitForStep(call: LiveCall, step: number, ms: number, ends: boolean): Promise<void> {
    if (step <= call.toldStep) return;
    await this.pause(call, ms);
    while (ends && step > call.toldStep && !call.hungUp && this.conversations.holds(call.id)) {
      await this.sleepers.sleep(Infinity, (wake) => (call.wake = call.release = wake));
      call.release = () => undefined;
      await this.pause(call, ms);
    }
  }

  /** Finds out who answered, and tells it. */
  private async findOut(call: LiveCall): Promise<void> {
    const { phone, person, behaviour, fate } = call;
    await this.sleepers.sleep(between(...FINDING_OUT_MS, fate, 'finding_out') / behaviour.speed);
    if (this.forgotten(call) || !this.live.has(call.id)) return;
    call.answeredBy = call.toldBy ?? answeredBy(phone, person, behaviour.machines, fate);
    await this.tell(call, 'answered', call.answeredBy);
  }

  /** Reports a status; in a phone system that does not wait, the report goes its own way. */
  private async tell(call: LiveCall, status: CallStatus, by: AnsweredBy | null = null): Promise<void> {
    if (!call.behaviour.statuses.includes(status) || this.forgotten(call)) return;
    const told = this.report(call, status, by).then(() => call.firstTold());
    if (call.behaviour.wait) await told;
  }

  private report(call: LiveCall, status: CallStatus, by: AnsweredBy | null): Promise<void> {
    const { fate, behaviour } = call;
    const index = by === null ? CALL_STATUSES.indexOf(status) : CALL_STATUSES.length;
    return deliver({
      ...{ fate, behaviour, index, sleepers: this.sleepers },
      send: () => this.send(call, status, by),
      lose: () => {
        this.lost += 1;
        call.log.sent(call.n, status, nowMs(), 'lost', by);
      },
      forgotten: () => this.forgotten(call),
    });
  }

  private async send(call: LiveCall, status: CallStatus, by: AnsweredBy | null): Promise<void> {
    this.sent += 1;
    const slot = call.log.sent(call.n, status, nowMs(), 'pending', by);
    const found = by === null ? '' : `,"answered_by":"${by}"`;
    const answer = await this.sender.post(call.to, `{"id":${String(call.id)},"status":"${status}"${found}}`);
    call.log.answer(call.n, slot, answer);
    if (call.log !== this.log) return;
    if (typeof answer !== 'number') this.failed += 1;
    else if (answer >= 200 && answer < 300) this.answered2xx += 1;
    else this.answeredOther += 1;
  }

  private async pause(call: LiveCall, ms: number): Promise<void> {
    if (ms <= 0 || call.hungUp) return;
    await this.sleepers.sleep(ms, (wake) => (call.wake = wake));
  }

  private end(call: LiveCall, ending: Ending): void {
    call.status = 'completed';
    this.live.delete(call.id);
    this.stuck.delete(call);
    this.conversations.leave(call.id);
    this.known.ended(call);
    call.log.end(call.n, nowMs(), ending);
  }

  /** Whether the phone system was restarted since. */
  private forgotten(call: LiveCall): boolean {
    return call.instance !== this.instance || call.log !== this.log;
  }
}

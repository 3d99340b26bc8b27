import { createLedger, Floor, PROFILES, type PacingLimits, type PacingSnapshot } from '@ringside/pacing';
import { Crew } from './crew.js';
import { samplerOf, type Sampler } from './distribution.js';
import { EngineHost } from './engine-host.js';
import { EventHeap } from './event-heap.js';
import { Chances, Network, type Fate } from './network.js';
import type { FloorRun } from './report.js';
import { completeSettings, type FloorSettings } from './settings.js';
import { Tally } from './tally.js';
import { DAY_MS, HOUR_MS } from './world.js';

/** A Monday. */
const STARTS_AT = Date.UTC(2030, 0, 7, 9);
const MINUTE_MS = 60_000;
/** Of somebody who answered, and of whom Ringside never heard. */
const UNHEARD_MS = 10_000;

/** Kinds of events; the subject of the first few is a call, then a caller, then nothing or an index. */
const RESOLVED = 1;
const HEARD_ANSWER = 2;
const HEARD_END = 3;
const VERDICT = 4;
const GRACE_OVER = 5;
const GIVES_UP = 6;
const TALK_OVER = 7;
const WRAP_OVER = 8;
const LOG_IN = 9;
const LOG_OUT = 10;
const BREAK = 11;
const ASKS = 12;
const TICK = 13;
const DAY_STARTS = 14;
const WORK_ENDS = 15;
const MASS_LOG_OUT = 16;

/** A call as it is out in the world, which may be ahead of what Ringside knows. */
interface RealCall {
  readonly position: number;
  readonly id: string;
  readonly fate: Fate;
  readonly dialedAt: number;
  state: 'ringing' | 'answered' | 'waiting' | 'talking';
  answeredAt: number;
  /** The person has hung up. */
  gone: boolean;
}

/**
 * Runs a calling floor in virtual time: callers, contacts and carrier of a world around the production engine and the production
 * pacing. `onProgress` is told the share that is done about every ten minutes of the floor; `shouldStop` is asked as often, and
 * ends the run early (null).
 */
export function simulateFloor(
  settings: FloorSettings,
  onProgress?: (share: number) => void,
  shouldStop?: () => boolean,
): FloorRun | null {
  return new Simulation(settings).run(onProgress, shouldStop);
}

class Simulation {
  private readonly settings: ReturnType<typeof completeSettings>;
  private readonly chances: Chances;
  private readonly heap = new EventHeap();
  private readonly tally: Tally;
  private readonly floor: Floor;
  private readonly crew: Crew;
  private readonly host: EngineHost;
  private readonly network: Network;
  private readonly calls = new Map<number, RealCall>();
  /** Calls with a person who waits for a caller, the longest first. */
  private readonly waiting: number[] = [];
  private readonly talks: Int32Array;
  private readonly lag: Sampler | null;
  private readonly patience: Sampler | null;
  private readonly beats: boolean;
  private now = STARTS_AT;
  private dayStart = STARTS_AT;
  private working = false;
  private limits: PacingLimits;
  private latest: PacingSnapshot | null = null;
  /** Times of the latest placements, as many as may be made in a second. */
  private readonly placedAt: number[] = [];

  constructor(given: FloorSettings) {
    const settings = completeSettings(given);
    this.settings = settings;
    const { world, callers } = settings;
    this.chances = new Chances(settings.seed);
    this.tally = new Tally(Math.ceil((settings.hours * HOUR_MS) / MINUTE_MS));
    this.floor = new Floor({
      ledger: createLedger(settings.profile ?? PROFILES.us, settings.ledger),
      ...(settings.prior === undefined ? {} : { prior: settings.prior }),
    });
    this.network = new Network(world, this.chances);
    this.crew = new Crew(callers, world, this.chances, this.floor, this.tally);
    this.talks = new Int32Array(callers);
    const { telephony, patience } = world;
    this.lag = telephony.lag === null ? null : samplerOf(telephony.lag, this.chances.telephony);
    this.patience = patience === null ? null : samplerOf(patience, this.chances.callers);
    this.beats = this.lag !== null || telephony.stalls.length > 0;
    this.limits = { maxLines: telephony.maxLines, placeable: telephony.callsPerSecond, reserve: 0 };
    this.host = new EngineHost(
      {
        now: STARTS_AT,
        maxLines: telephony.maxLines ?? 200 + 50 * callers,
        ringTimeoutMs: world.ringTimeoutMs,
        random: this.chances.engine,
        telephony,
      },
      {
        place: (position, id) => this.place(position, id),
        hangUp: (position, closed) => this.hangUp(position, closed),
      },
    );
  }

  run(onProgress?: (share: number) => void, shouldStop?: () => boolean): FloorRun | null {
    const { heap, settings } = this;
    const length = ((settings.days - 1) * DAY_MS + settings.hours * HOUR_MS) / 100;
    let tellAt = STARTS_AT;
    this.host.give({ type: 'start' }, this.now);
    for (let day = 0; day < settings.days; day += 1)
      this.heap.plan(STARTS_AT + day * DAY_MS, DAY_STARTS, day);
    while (heap.take()) {
      this.now = heap.time;
      if (this.now >= tellAt) {
        if (shouldStop?.() === true) return null;
        onProgress?.(Math.min(1, (this.now - STARTS_AT) / length / 100));
        tellAt = this.now + 10 * MINUTE_MS;
      }
      this.happens(heap.kind, heap.subject);
    }
    onProgress?.(1);
    return this.tally.run(settings.seed);
  }

  private happens(kind: number, subject: number): void {
    switch (kind) {
      case TICK:
        return this.tick();
      case RESOLVED:
        return this.resolved(subject);
      case HEARD_ANSWER:
        return this.heardAnswer(subject);
      case HEARD_END:
        return this.heardEnd(subject);
      case VERDICT:
        return this.verdict(subject);
      case GRACE_OVER:
        return this.graceOver(subject);
      case GIVES_UP:
        return this.givesUp(subject);
      case TALK_OVER:
        return this.talkOver(subject);
      case WRAP_OVER:
        this.crew.endWrap(subject, this.now);
        return this.becameFree(subject);
      case LOG_IN:
        if (!this.working) return;
        this.crew.logIn(subject, this.now);
        return this.becameFree(subject);
      case LOG_OUT:
        return this.crew.logOut(subject, this.now);
      case BREAK:
        return this.goesForBreak(subject);
      case ASKS:
        return this.asks(subject);
      case DAY_STARTS:
        return this.startDay();
      case WORK_ENDS:
        this.working = false;
        return this.tally.endWork(this.now);
      case MASS_LOG_OUT:
        return this.massLogOut(subject);
      default:
        throw new RangeError(`no such event: ${kind}`);
    }
  }

  // The day of work.

  private startDay(): void {
    const { now, settings, crew, heap } = this;
    const { staffing } = settings.world;
    this.working = true;
    this.dayStart = now;
    this.tally.startDay(now);
    for (let id = 0; id < crew.size; id += 1) {
      const late = staffing.arriveOverMs === 0 ? 0 : Math.round((staffing.arriveOverMs * id) / crew.size);
      if (late > 0) heap.plan(now + late, LOG_IN, id);
      else {
        crew.logIn(id, now);
        this.planBreak(id, now);
        this.planRequest(id);
      }
    }
    staffing.logouts.forEach((logout, index) => heap.plan(now + logout.atMs, MASS_LOG_OUT, index));
    heap.plan(now + settings.hours * HOUR_MS, WORK_ENDS, 0);
    this.decide();
    heap.plan(now + settings.tickMs, TICK, 0);
  }

  /** Time alone has passed: the engine's deadlines, the stalls, a decision; after work, until all is over. */
  private tick(): void {
    const { now, settings } = this;
    this.host.wake(now);
    if (this.beats) this.heartbeat();
    if (this.working) {
      this.decide();
      if ((now - this.dayStart) % MINUTE_MS < settings.tickMs) this.noteBalance();
    } else if (this.host.inFlight === 0) {
      for (let id = 0; id < this.crew.size; id += 1) this.crew.logOut(id, now);
      return this.tally.closeDay();
    }
    this.heap.plan(now + settings.tickMs, TICK, 0);
  }

  /** Where reports may be late, the phone system says once a second that it is there: how late that comes is the lag. */
  private heartbeat(): void {
    const { now } = this;
    const stalled = this.stalledUntil();
    if (stalled !== null) this.floor.heard(now - stalled.since, now);
    else if ((now - this.dayStart) % 1000 < this.settings.tickMs)
      this.floor.heard(this.lag === null ? 0 : Math.round(this.lag()), now);
  }

  private decide(): void {
    const { now, floor, tally } = this;
    const { callsPerSecond } = this.settings.world.telephony;
    if (callsPerSecond !== null) this.limits = { ...this.limits, placeable: this.placeable(callsPerSecond) };
    const snapshot = floor.snapshot(now, this.limits);
    this.latest = snapshot;
    tally.decisions += 1;
    const { dial } = this.settings.policy(snapshot);
    if (dial > 0) this.host.give({ type: 'dial', n: dial }, now);
  }

  private placeable(callsPerSecond: number): number {
    const { placedAt, now } = this;
    while (placedAt.length > 0 && (placedAt[0] ?? now) <= now - 1000) placedAt.shift();
    return Math.max(0, callsPerSecond - placedAt.length);
  }

  private noteBalance(): void {
    if (this.latest === null) return;
    const { day, legal, limit } = this.latest.ledger;
    this.tally.balance(
      Math.min(limit * day.answers - day.abandoned, limit * legal.answers - legal.abandoned),
    );
  }

  // Calls.

  /** The engine asks for a call; answers whether the carrier takes it. */
  private place(position: number, id: string): boolean {
    const { now, heap } = this;
    const { telephony } = this.settings.world;
    this.tally.dialed(now);
    this.floor.dialed(position, now);
    if (telephony.callsPerSecond !== null) this.placedAt.push(now);
    const fate = this.network.dial(position, now - this.dayStart);
    if (telephony.failing > 0 && this.chances.telephony.chance(telephony.failing)) {
      this.tally.lineFreed(now);
      this.floor.failed(position, now);
      return false;
    }
    this.calls.set(position, {
      position,
      id,
      fate,
      dialedAt: now,
      state: 'ringing',
      answeredAt: 0,
      gone: false,
    });
    if (fate.afterMs !== null) heap.plan(now + Math.round(fate.afterMs), RESOLVED, position);
    return true;
  }

  /** Out in the world, somebody or something picks up, or the call ends. */
  private resolved(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined || call.state !== 'ringing') return;
    const { now } = this;
    const { machines } = this.settings.world;
    const person = call.fate.outcome === 'person';
    if (!person && (machines === null || call.fate.outcome !== 'machine')) {
      call.gone = true;
      return this.report(HEARD_END, position);
    }
    call.state = 'answered';
    call.answeredAt = now;
    if (person) {
      this.tally.answered();
      if (this.patience !== null) this.heap.plan(now + Math.round(this.patience()), GIVES_UP, position);
      else if (this.settings.world.telephony.loss > 0) this.heap.plan(now + UNHEARD_MS, GIVES_UP, position);
    }
    this.report(HEARD_ANSWER, position);
  }

  /** Ringside hears of it: at once, late, or never. */
  private report(kind: number, position: number): void {
    const { now } = this;
    const { loss } = this.settings.world.telephony;
    if (loss > 0 && this.chances.telephony.chance(loss)) return;
    const late = this.lag === null ? 0 : Math.round(this.lag());
    const at = Math.max(now + late, this.stalledUntil()?.until ?? 0);
    if (at > now) this.heap.plan(at, kind, position);
    else if (kind === HEARD_ANSWER) this.heardAnswer(position);
    else this.heardEnd(position);
  }

  private heardAnswer(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined || call.state !== 'answered') return;
    const { now } = this;
    const { machines } = this.settings.world;
    if (this.lag !== null) this.floor.heard(now - call.answeredAt, now);
    else this.floor.heard(0, now);
    this.host.signal(call.id, 'answered', now);
    if (machines === null) return this.offer(call, call.answeredAt);
    const delay = Math.round(samplerOf(machines.delay, this.chances.machines)());
    this.heap.plan(now + delay, VERDICT, position);
  }

  /** Machine detection has made up its mind. */
  private verdict(position: number): void {
    const call = this.calls.get(position);
    const { machines } = this.settings.world;
    if (call === undefined || call.state !== 'answered' || machines === null) return;
    const person = call.fate.outcome === 'person';
    const wrong = this.chances.machines.chance(person ? machines.falsePositive : machines.falseNegative);
    if (person !== wrong) return this.offer(call, this.now);
    if (person) this.tally.takenForMachine();
    this.floor.machine(position, this.now);
    this.host.give({ type: 'hang_up', callId: call.id }, this.now);
    this.end(call, 'completed');
  }

  /** A person is on the line: the caller who is free the longest, or the queue; `since`: when the grace began. */
  private offer(call: RealCall, since: number): void {
    const { now } = this;
    this.floor.answered(call.position, now);
    if (call.gone) return this.leave(call);
    const left = since + this.settings.world.graceMs - now;
    const inTime = left > 0 || now === since;
    if (inTime && this.waiting.length === 0 && this.connect(call)) return;
    call.state = 'waiting';
    if (left <= 0) return this.abandon(call);
    this.waiting.push(call.position);
    this.heap.plan(now + left, GRACE_OVER, call.position);
    if (this.settings.onEveryEvent === true) this.decideNow();
  }

  private connect(call: RealCall): boolean {
    const { now } = this;
    const taken = this.crew.connect(call.position, now - call.answeredAt, now);
    if (taken === null) return false;
    call.state = 'talking';
    this.talks[taken.id] = call.position;
    const { machines } = this.settings.world;
    const ms =
      machines !== null && call.fate.outcome === 'machine'
        ? samplerOf(machines.listen, this.chances.machines)()
        : taken.talkMs;
    this.heap.plan(now + Math.round(ms), TALK_OVER, taken.id);
    return true;
  }

  private graceOver(position: number): void {
    const call = this.calls.get(position);
    if (call?.state !== 'waiting') return;
    this.unqueue(position);
    this.abandon(call);
  }

  /** Nobody was there in time: hung up on, through the engine. */
  private abandon(call: RealCall): void {
    const { now } = this;
    if (call.fate.outcome === 'person') this.tally.abandoned();
    this.floor.abandoned(call.position, now);
    this.host.give({ type: 'hang_up', callId: call.id }, now);
    this.end(call, 'completed');
  }

  private givesUp(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined || call.gone) return;
    if (call.state === 'waiting') {
      this.unqueue(position);
      return this.leave(call);
    }
    if (call.state !== 'answered') return;
    call.gone = true;
    // Ringside has not even heard that somebody answered.
    if (this.settings.world.telephony.loss > 0) this.unheard(call);
  }

  /** The person has hung up, waiting. */
  private leave(call: RealCall): void {
    const { now } = this;
    const waited = now - call.answeredAt;
    if (waited >= this.settings.world.graceMs) {
      this.tally.abandoned();
      this.floor.abandoned(call.position, now);
    } else {
      this.tally.hungUpWaiting();
      this.floor.hungUpWaiting(call.position, now);
    }
    this.end(call, 'completed');
  }

  private unheard(call: RealCall): void {
    this.tally.abandoned();
    this.floor.failed(call.position, this.now);
    this.end(call, 'completed');
  }

  private heardEnd(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined) return;
    this.floor.heard(
      this.lag === null ? 0 : this.now - (call.dialedAt + Math.round(call.fate.afterMs ?? 0)),
      this.now,
    );
    this.floor.failed(position, this.now);
    this.end(call, call.fate.outcome === 'busy' ? 'busy' : 'no_answer');
    if (this.settings.onEveryEvent === true) this.decideNow();
  }

  /** The engine hangs up. Calls that wait or talk are ended by who asked for it; what rings has reached its deadline. */
  private hangUp(position: number, closed: boolean): void {
    const call = this.calls.get(position);
    if (call === undefined || !closed) return;
    const { now } = this;
    if (call.state === 'ringing' && !call.gone) this.tally.hungUpRinging(now - call.dialedAt);
    if (call.state === 'answered' && call.fate.outcome === 'person' && !call.gone) this.tally.abandoned();
    this.floor.failed(position, now);
    this.calls.delete(position);
    this.tally.lineFreed(now);
  }

  private end(call: RealCall, state: 'completed' | 'busy' | 'no_answer'): void {
    this.calls.delete(call.position);
    this.tally.lineFreed(this.now);
    this.host.signal(call.id, state, this.now);
  }

  private unqueue(position: number): void {
    const index = this.waiting.indexOf(position);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  // Callers.

  private talkOver(id: number): void {
    const { now } = this;
    const call = this.calls.get(this.talks[id] ?? -1);
    if (call !== undefined) this.end(call, 'completed');
    const wrapMs = this.crew.endTalk(id, now);
    if (wrapMs > 0) this.heap.plan(now + Math.round(wrapMs), WRAP_OVER, id);
    else this.becameFree(id);
  }

  private becameFree(id: number): void {
    if (!this.crew.isIdle(id)) {
      this.planReturn(id);
      return;
    }
    for (let position = this.waiting.shift(); position !== undefined; position = this.waiting.shift()) {
      const call = this.calls.get(position);
      if (call?.state === 'waiting' && this.connect(call)) return;
    }
    this.planRequest(id);
    this.decideNow();
  }

  private decideNow(): void {
    if (this.working) this.decide();
  }

  private massLogOut(index: number): void {
    const logout = this.settings.world.staffing.logouts[index];
    if (logout === undefined) return;
    const { crew, heap, now } = this;
    const going = Math.round(logout.share * crew.size);
    const ids = Array.from({ length: crew.size }, (_, id) => id);
    for (let i = 0; i < going; i += 1) {
      const other = this.chances.callers.between(i, crew.size - 1);
      const id = ids[other] ?? i;
      ids[other] = ids[i] ?? other;
      crew.logOut(id, now);
      heap.plan(now + logout.forMs, LOG_IN, id);
    }
  }

  private planBreak(id: number, from: number): void {
    const { breaks } = this.settings.world.staffing;
    if (breaks === null) return;
    const every = samplerOf(breaks.every, this.chances.callers)();
    this.heap.plan(from + Math.round(every), BREAK, id);
  }

  private goesForBreak(id: number): void {
    const { breaks } = this.settings.world.staffing;
    if (breaks === null || !this.working || this.crew.isOut(id)) return;
    this.crew.logOut(id, this.now);
    if (this.crew.isOut(id)) this.planReturn(id);
  }

  /** Of a caller who has gone for a break: back after it, and then the next one. */
  private planReturn(id: number): void {
    const { breaks } = this.settings.world.staffing;
    if (breaks === null || !this.crew.isOut(id) || !this.working) return;
    const back = this.now + Math.round(samplerOf(breaks.away, this.chances.callers)());
    this.heap.plan(back, LOG_IN, id);
    this.planBreak(id, back);
  }

  private planRequest(id: number): void {
    const { preview } = this.settings.world.staffing;
    if (preview === null) return;
    const reading = samplerOf(preview, this.chances.callers)();
    this.heap.plan(this.now + Math.round(reading), ASKS, id);
  }

  private asks(id: number): void {
    if (!this.working || !this.crew.isIdle(id)) return;
    this.floor.requested(id, this.now);
    this.decideNow();
  }

  private stalledUntil(): { readonly since: number; readonly until: number } | null {
    const { stalls } = this.settings.world.telephony;
    if (stalls.length === 0) return null;
    const atMs = this.now - this.dayStart;
    for (const stall of stalls) {
      if (atMs >= stall.atMs && atMs < stall.atMs + stall.forMs)
        return { since: this.dayStart + stall.atMs, until: this.dayStart + stall.atMs + stall.forMs };
    }
    return null;
  }
}

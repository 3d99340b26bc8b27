import { samplerOf, type Sampler } from './distribution.js';
import type { Lines } from './engine-host.js';
import { EVENT } from './events.js';
import type { WithHost } from './floor-parts.js';
import { Network, type Fate } from './network.js';
import { Reports } from './reports.js';

/** Of somebody who answered, and of whom Ringside never heard, unless the world says when they lose patience. */
const UNHEARD_MS = 10_000;

/** A call as it is out in the world, which may be ahead of what Ringside knows. */
interface RealCall {
  readonly position: number;
  readonly id: string;
  readonly fate: Fate;
  readonly dialedAt: number;
  state: 'ringing' | 'answered' | 'waiting' | 'talking';
  answeredAt: number;
  /** It is over at the other end. */
  gone: boolean;
  /** It stands in the tally as a live answer. */
  counted: boolean;
}

/** The calls of a floor, from the dialing to their end: what happens to them, and what Ringside does about it. */
export class Traffic implements Lines {
  readonly reports: Reports;
  private readonly network: Network;
  private readonly calls = new Map<number, RealCall>();
  /** Calls with a person who waits for a caller, the longest first. */
  private readonly waiting: number[] = [];
  /** By caller: the call that is talked in. */
  private readonly talks: Int32Array;
  private readonly patience: Sampler | null;
  private readonly verdictAfter: Sampler | null;
  private readonly listen: Sampler | null;
  /** Times of the placements of the last second, where they are limited. */
  private readonly placedAt: number[] = [];

  /** `onUnanswered`: a call is over without a person. */
  constructor(
    private readonly parts: WithHost,
    private readonly onUnanswered: () => void,
  ) {
    const { chances, settings } = parts;
    const { machines, patience } = settings.world;
    this.reports = new Reports(parts);
    this.network = new Network(settings.world, chances);
    this.talks = new Int32Array(settings.callers);
    this.patience = patience === null ? null : samplerOf(patience, chances.callers);
    this.verdictAfter = machines === null ? null : samplerOf(machines.delay, chances.machines);
    this.listen = machines === null ? null : samplerOf(machines.listen, chances.machines);
  }

  /** How many calls may be placed now; null: no limit. */
  placeable(): number | null {
    const { clock, settings } = this.parts;
    const { callsPerSecond } = settings.world.telephony;
    if (callsPerSecond === null) return null;
    const { placedAt } = this;
    while (placedAt.length > 0 && (placedAt[0] ?? clock.now) <= clock.now - 1000) placedAt.shift();
    return Math.max(0, callsPerSecond - placedAt.length);
  }

  place(position: number, id: string): boolean {
    const { chances, clock, floor, heap, settings, tally } = this.parts;
    const { now } = clock;
    const { callsPerSecond, failing } = settings.world.telephony;
    tally.dialed(now);
    floor.dialed(position, now);
    if (callsPerSecond !== null) this.placedAt.push(now);
    const fate = this.network.dial(position, now - clock.dayStart);
    if (failing > 0 && chances.telephony.chance(failing)) {
      tally.lineFreed(now);
      floor.failed(position, now);
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
      counted: false,
    });
    if (fate.afterMs !== null) heap.plan(now + Math.round(fate.afterMs), EVENT.resolved, position);
    return true;
  }

  /** Calls that wait or talk are ended by who asked for it; what rings has reached its deadline. */
  hangUp(position: number, closed: boolean): void {
    const call = this.calls.get(position);
    if (call === undefined || !closed) return;
    const { clock, floor, tally } = this.parts;
    if (call.state === 'ringing' && !call.gone) tally.hungUpRinging(clock.now - call.dialedAt);
    // The last word on a call says whether somebody had answered it, though the report of that is lost or late.
    if (call.state === 'answered' && isPerson(call)) this.unheard(call);
    else floor.failed(position, clock.now);
    this.calls.delete(position);
    tally.lineFreed(clock.now);
  }

  /** Out in the world, somebody or something picks up, or the call ends. */
  resolved(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined || call.state !== 'ringing') return;
    const { clock, heap, settings } = this.parts;
    const { machines, telephony } = settings.world;
    if (!isPerson(call) && (machines === null || call.fate.outcome !== 'machine')) {
      call.gone = true;
      return this.report(EVENT.heardEnd, position);
    }
    call.state = 'answered';
    call.answeredAt = clock.now;
    if (isPerson(call)) {
      if (this.verdictAfter === null) this.count(call);
      const stays = this.patience?.() ?? (telephony.loss > 0 ? UNHEARD_MS : null);
      if (stays !== null) heap.plan(clock.now + Math.round(stays), EVENT.givesUp, position);
    }
    this.report(EVENT.heardAnswer, position);
  }

  heardAnswer(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined || call.state !== 'answered') return;
    const { clock, heap, host } = this.parts;
    this.reports.heard(call.answeredAt);
    host.signal(call.id, 'answered', clock.now);
    if (this.verdictAfter === null) this.offer(call, call.answeredAt);
    else heap.plan(clock.now + Math.round(this.verdictAfter()), EVENT.verdict, position);
  }

  heardEnd(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined) return;
    const { clock, decide, floor, settings } = this.parts;
    this.reports.heard(call.dialedAt + Math.round(call.fate.afterMs ?? 0));
    floor.failed(position, clock.now);
    this.end(call, call.fate.outcome === 'busy' ? 'busy' : 'no_answer');
    this.onUnanswered();
    if (settings.onEveryEvent) decide();
  }

  /** Machine detection has made up its mind. */
  verdict(position: number): void {
    const call = this.calls.get(position);
    const { chances, clock, floor, host, settings, tally } = this.parts;
    const { machines } = settings.world;
    if (call === undefined || call.state !== 'answered' || machines === null) return;
    const wrong = chances.machines.chance(isPerson(call) ? machines.falsePositive : machines.falseNegative);
    if (isPerson(call) !== wrong) {
      if (isPerson(call)) this.count(call);
      return this.offer(call, clock.now);
    }
    if (isPerson(call)) tally.takenForMachine();
    floor.machine(position, clock.now);
    host.give({ type: 'hang_up', callId: call.id }, clock.now);
    this.end(call, 'completed');
  }

  graceOver(position: number): void {
    const call = this.calls.get(position);
    if (call?.state !== 'waiting') return;
    this.unqueue(position);
    this.abandon(call);
  }

  /** A person who answered has hung up: nobody came, or Ringside has not even heard of the answer. */
  givesUp(position: number): void {
    const call = this.calls.get(position);
    if (call === undefined || call.gone) return;
    if (call.state === 'waiting') {
      this.unqueue(position);
      return this.leave(call);
    }
    if (call.state !== 'answered') return;
    if (this.parts.settings.world.telephony.loss === 0) {
      call.gone = true;
      return;
    }
    // It completes without its answer having been reported.
    this.unheard(call);
    this.end(call, 'completed');
  }

  /** The caller's call is over. */
  talkOver(id: number): void {
    const call = this.calls.get(this.talks[id] ?? -1);
    if (call !== undefined) this.end(call, 'completed');
  }

  /** Gives a free caller to who waits the longest, if somebody does. */
  serve(): boolean {
    for (let position = this.waiting.shift(); position !== undefined; position = this.waiting.shift()) {
      const call = this.calls.get(position);
      if (call?.state === 'waiting' && this.connect(call)) return true;
    }
    return false;
  }

  private report(kind: number, position: number): void {
    const { clock, heap } = this.parts;
    const at = this.reports.arrival();
    if (at === null) return;
    if (at > clock.now) heap.plan(at, kind, position);
    else if (kind === EVENT.heardAnswer) this.heardAnswer(position);
    else this.heardEnd(position);
  }

  /** A person is on the line: the caller who is free the longest, or the queue. `since`: when the grace began. */
  private offer(call: RealCall, since: number): void {
    const { clock, decide, floor, heap, settings } = this.parts;
    const { now } = clock;
    floor.answered(call.position, now);
    if (call.gone) return this.leave(call);
    const left = since + settings.world.graceMs - now;
    const inTime = left > 0 || now === since;
    if (inTime && this.waiting.length === 0 && this.connect(call)) {
      if (settings.onEveryEvent) decide();
      return;
    }
    call.state = 'waiting';
    if (left <= 0) this.abandon(call);
    else {
      this.waiting.push(call.position);
      heap.plan(now + left, EVENT.graceOver, call.position);
    }
    if (settings.onEveryEvent) decide();
  }

  private connect(call: RealCall): boolean {
    const { clock, crew, heap } = this.parts;
    const { now } = clock;
    const taken = crew.connect(call.position, now - call.answeredAt, now);
    if (taken === null) return false;
    call.state = 'talking';
    this.talks[taken.id] = call.position;
    const ms = isPerson(call) ? taken.talkMs : (this.listen?.() ?? 0);
    heap.plan(now + Math.round(ms), EVENT.talkOver, taken.id);
    return true;
  }

  /** Nobody was there in time: hung up on, through the engine. */
  private abandon(call: RealCall): void {
    const { clock, floor, host, tally } = this.parts;
    if (isPerson(call)) tally.abandoned();
    floor.abandoned(call.position, clock.now);
    host.give({ type: 'hang_up', callId: call.id }, clock.now);
    this.end(call, 'completed');
  }

  /** The person has hung up before anybody talked. */
  private leave(call: RealCall): void {
    this.countLeft(call);
    this.end(call, 'completed');
  }

  private countLeft(call: RealCall): void {
    const { clock, floor, settings, tally } = this.parts;
    if (clock.now - call.answeredAt >= settings.world.graceMs) {
      tally.abandoned();
      floor.abandoned(call.position, clock.now);
    } else {
      tally.hungUpWaiting();
      floor.hungUpWaiting(call.position, clock.now);
    }
  }

  /** Somebody had answered and nobody was there: Ringside learns of both when the call is over. */
  private unheard(call: RealCall): void {
    const { clock, floor, tally } = this.parts;
    this.count(call);
    floor.answered(call.position, clock.now);
    if (call.gone) return this.countLeft(call);
    tally.abandoned();
    floor.abandoned(call.position, clock.now);
  }

  /** A live answer: once, and not who is taken for a machine. */
  private count(call: RealCall): void {
    if (call.counted) return;
    call.counted = true;
    this.parts.tally.answered();
  }

  private end(call: RealCall, state: 'completed' | 'busy' | 'no_answer'): void {
    const { clock, host, tally } = this.parts;
    this.calls.delete(call.position);
    tally.lineFreed(clock.now);
    host.signal(call.id, state, clock.now);
  }

  private unqueue(position: number): void {
    const index = this.waiting.indexOf(position);
    if (index >= 0) this.waiting.splice(index, 1);
  }
}

function isPerson(call: RealCall): boolean {
  return call.fate.outcome === 'person';
}

import { createLedger, Floor, PROFILES, type PacingSnapshot } from '@ringside/pacing';
import { Crew } from './crew.js';
import { EngineHost, type Lines } from './engine-host.js';
import { EventHeap } from './event-heap.js';
import { EVENT } from './events.js';
import type { Clock, FloorParts } from './floor-parts.js';
import { Chances } from './network.js';
import type { FloorRun } from './report.js';
import { completeSettings, type FloorSettings } from './settings.js';
import { Shifts } from './shifts.js';
import { Tally } from './tally.js';
import { Traffic } from './traffic.js';
import { DAY_MS, HOUR_MS } from './world.js';

/** A Monday. */
const STARTS_AT = Date.UTC(2030, 0, 7, 9);
const MINUTE_MS = 60_000;
const PROGRESS_MS = 10 * MINUTE_MS;

/**
 * Runs a calling floor in virtual time: callers, contacts and carrier of a world around the production engine and the production
 * pacing. `onProgress` is told the share that is done every ten minutes of the floor; `shouldStop` is asked as often, and ends
 * the run early: null. Throws a RangeError with one sentence when the settings make no sense.
 */
export function simulateFloor(
  settings: FloorSettings,
  onProgress?: (share: number) => void,
  shouldStop?: () => boolean,
): FloorRun | null {
  return new Simulation(settings).run(onProgress, shouldStop);
}

class Simulation {
  private readonly parts: FloorParts & { readonly host: EngineHost };
  private readonly traffic: Traffic;
  private readonly shifts: Shifts;
  private readonly clock: Clock = { now: STARTS_AT, dayStart: STARTS_AT, working: false };
  private latest: PacingSnapshot | null = null;
  private minute = 0;

  constructor(given: FloorSettings) {
    const settings = completeSettings(given);
    const { callers, prior, profile, seed, world } = settings;
    const chances = new Chances(seed);
    const tally = new Tally(Math.ceil((settings.hours * HOUR_MS) / MINUTE_MS));
    // The clock of the law is what the world does to who waits.
    const law = { ...(profile ?? PROFILES.us), answerWithinMs: world.graceMs };
    const ledger = createLedger(law, settings.ledger);
    const floor = new Floor({ ledger, ...(prior === undefined ? {} : { prior }) });
    const crew = new Crew(callers, world, chances, floor, tally);
    // The engine asks for calls only once it is started.
    const lines: Lines = {
      place: (position, id) => this.traffic.place(position, id),
      hangUp: (position, closed) => this.traffic.hangUp(position, closed),
    };
    const host = new EngineHost(
      {
        now: STARTS_AT,
        maxLines: world.telephony.maxLines ?? 50 + 16 * callers,
        ringTimeoutMs: world.ringTimeoutMs,
        random: chances.engine,
        telephony: world.telephony,
      },
      lines,
    );
    const decide = (): void => this.decide();
    const { clock } = this;
    this.parts = { settings, chances, heap: new EventHeap(), tally, floor, crew, clock, decide, host };
    this.shifts = new Shifts(this.parts);
    this.traffic = new Traffic(this.parts, () => this.shifts.unanswered());
  }

  run(onProgress?: (share: number) => void, shouldStop?: () => boolean): FloorRun | null {
    const { clock } = this;
    const { heap, host, settings, tally } = this.parts;
    const length = (settings.days - 1) * DAY_MS + settings.hours * HOUR_MS;
    let tellAt = STARTS_AT;
    host.give({ type: 'start' }, clock.now);
    for (let day = 0; day < settings.days; day += 1)
      heap.plan(STARTS_AT + day * DAY_MS, EVENT.dayStarts, day);
    while (heap.take()) {
      clock.now = heap.time;
      if (clock.now >= tellAt) {
        if (shouldStop?.() === true) return null;
        onProgress?.(Math.min(1, (clock.now - STARTS_AT) / length));
        tellAt = clock.now + PROGRESS_MS;
      }
      this.happens(heap.kind, heap.subject);
    }
    onProgress?.(1);
    return tally.run(settings.seed);
  }

  private happens(kind: number, subject: number): void {
    const { clock, shifts, traffic } = this;
    switch (kind) {
      case EVENT.tick:
        return this.tick();
      case EVENT.resolved:
        return traffic.resolved(subject);
      case EVENT.heardAnswer:
        return traffic.heardAnswer(subject);
      case EVENT.heardEnd:
        return traffic.heardEnd(subject);
      case EVENT.verdict:
        return traffic.verdict(subject);
      case EVENT.graceOver:
        return traffic.graceOver(subject);
      case EVENT.givesUp:
        return traffic.givesUp(subject);
      case EVENT.talkOver:
        return this.talkOver(subject);
      case EVENT.wrapOver:
        this.parts.crew.endWrap(subject, clock.now);
        return this.isFree(subject);
      case EVENT.logsIn:
        if (!clock.working) return;
        this.parts.crew.logIn(subject, clock.now);
        return this.isFree(subject);
      case EVENT.takesBreak:
        return shifts.takesBreak(subject);
      case EVENT.asks:
        return shifts.asks(subject);
      case EVENT.dayStarts:
        return this.startDay();
      case EVENT.workEnds:
        clock.working = false;
        return this.parts.tally.endWork(clock.now);
      case EVENT.massLogout:
        return shifts.massLogout(subject);
      default:
        throw new RangeError(`no such event: ${kind}`);
    }
  }

  private startDay(): void {
    const { clock } = this;
    const { heap, settings, tally } = this.parts;
    clock.working = true;
    clock.dayStart = clock.now;
    this.minute = 0;
    tally.startDay(clock.now);
    this.shifts.startDay();
    heap.plan(clock.now + settings.hours * HOUR_MS, EVENT.workEnds, 0);
    this.decide();
    heap.plan(clock.now + settings.tickMs, EVENT.tick, 0);
  }

  /** Time alone has passed: the engine's deadlines and a decision; after work, until all is over. */
  private tick(): void {
    const { clock } = this;
    const { heap, host, settings, tally } = this.parts;
    host.wake(clock.now);
    this.traffic.reports.beat();
    if (clock.working) {
      this.decide();
      this.noteBalance();
    } else if (host.inFlight === 0) {
      this.shifts.endDay();
      return tally.closeDay();
    }
    heap.plan(clock.now + settings.tickMs, EVENT.tick, 0);
  }

  private talkOver(id: number): void {
    const { clock } = this;
    this.traffic.talkOver(id);
    const wrapMs = this.parts.crew.endTalk(id, clock.now);
    if (wrapMs > 0) this.parts.heap.plan(clock.now + wrapMs, EVENT.wrapOver, id);
    else this.isFree(id);
  }

  private isFree(id: number): void {
    if (!this.parts.crew.isIdle(id) || this.traffic.serve()) return;
    this.shifts.isFree(id);
    this.decide();
  }

  private decide(): void {
    const { clock, traffic } = this;
    if (!clock.working) return;
    const { floor, host, settings, tally } = this.parts;
    const limits = {
      maxLines: settings.world.telephony.maxLines,
      placeable: traffic.placeable(),
      reserve: 0,
    };
    const snapshot = floor.snapshot(clock.now, limits);
    this.latest = snapshot;
    tally.decisions += 1;
    host.dial(settings.policy(snapshot).dial, clock.now);
  }

  /** Once a minute: what the ledger can still afford. */
  private noteBalance(): void {
    const minute = Math.floor((this.clock.now - this.clock.dayStart) / MINUTE_MS);
    if (this.latest === null || minute === this.minute) return;
    this.minute = minute;
    const { day, legal, limit } = this.latest.ledger;
    this.parts.tally.balance(
      Math.min(limit * day.answers - day.abandoned, limit * legal.answers - legal.abandoned),
    );
  }
}

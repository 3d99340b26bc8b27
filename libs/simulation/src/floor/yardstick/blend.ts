import { Random } from '../../random.js';
import { samplerOf, standardGamma, type Sampler } from '../distribution.js';
import { EventHeap } from '../event-heap.js';
import { interval, type Interval } from '../interval.js';

/**
 * A yardstick from outside (PACING C5): the example "Blend" of the ContactCenters library with its published figures, written anew
 * from its parameters over our own events and distributions. What it shows is that those are right. Times in seconds.
 */
export interface BlendReport {
  readonly tried: Interval;
  readonly reached: Interval;
  readonly outboundAbandoned: Interval;
  readonly inboundAbandoned: Interval;
  /** Percent. */
  readonly inboundOccupancy: Interval;
  readonly blendOccupancy: Interval;
  readonly serviceLevel: Interval;
}

/** What was published, of 1,000 days. */
export const BLEND_PUBLISHED: Readonly<Record<keyof BlendReport, Interval>> = {
  tried: { mean: 1109, half: 16 },
  reached: { mean: 321.9, half: 4.6 },
  outboundAbandoned: { mean: 23.02, half: 0.47 },
  inboundAbandoned: { mean: 5.12, half: 0.62 },
  inboundOccupancy: { mean: 81.6, half: 0.46 },
  blendOccupancy: { mean: 55.67, half: 0.43 },
  // Published without its interval: ours alone decides.
  serviceLevel: { mean: 95.35, half: 0 },
};

const PERIOD_S = 7200;
const DAY_S = 3 * PERIOD_S;
const RATES = [68.45 / 1800, 72.93 / 1800, 71.92 / 1800];
const BUSYNESS = 29.7;
const BALK = 0.005;
const PATIENCE_S = 500;
const OUTBOUND_PATIENCE_S = 5;
const QUEUE = 80;
const DIALER_FROM_S = 10_800;
const DIALER_TO_S = 21_300;
const RIGHT_PARTY = [0.28, 0.29, 0.29];
const STAFF = { inbound: [23, 23, 21], blend: [16, 18, 16] } as const;
const LATE_S = 20;

const ARRIVES = 1;
const SERVED_INBOUND = 2;
const SERVED_BLEND = 3;
const GIVES_UP_INBOUND = 4;
const GIVES_UP_OUTBOUND = 5;
const PERIOD = 6;
const DIALER = 7;

/** Within what was published, widened by our own half interval. */
export function withinPublished(ours: Interval, published: Interval): boolean {
  return Math.abs(ours.mean - published.mean) <= published.half + ours.half;
}

/** Independent days of it. */
export function simulateBlend(seed: number, days: number): BlendReport {
  const root = new Random(seed);
  const all = Array.from({ length: days }, () => new BlendDay(root.fork()).run());
  const over = (of: (day: DayResult) => number): Interval => interval(all.map(of));
  return {
    tried: over((day) => day.tried),
    reached: over((day) => day.reached),
    outboundAbandoned: over((day) => day.outboundAbandoned),
    inboundAbandoned: over((day) => day.inboundAbandoned),
    inboundOccupancy: over((day) => (100 * day.inboundBusy) / day.inboundStaffed),
    blendOccupancy: over((day) => (100 * day.blendBusy) / day.blendStaffed),
    serviceLevel: ratio(
      all,
      (day) => 100 * (day.arrived - day.late),
      (day) => day.arrived,
    ),
  };
}

/** A ratio of means, as it was published; its interval by the first term of its expansion. */
function ratio(
  days: readonly DayResult[],
  of: (day: DayResult) => number,
  to: (day: DayResult) => number,
): Interval {
  const below = interval(days.map(to)).mean;
  const mean = interval(days.map(of)).mean / below;
  return { mean, half: interval(days.map((day) => (of(day) - mean * to(day)) / below)).half };
}

type DayResult = ReturnType<BlendDay['run']>;

/** One group of agents; who is busy when the group shrinks serves to the end. */
class Group {
  busy = 0;
  staff = 0;
  busyTime = 0;
  staffedTime = 0;
  private last = 0;

  get free(): number {
    return Math.max(0, this.staff - this.busy);
  }

  change(now: number, busy: number, staff = this.staff): void {
    const until = Math.min(now, DAY_S);
    this.busyTime += this.busy * (until - this.last);
    this.staffedTime += Math.max(this.staff, this.busy) * (until - this.last);
    this.last = until;
    this.busy += busy;
    this.staff = staff;
  }
}

class BlendDay {
  private readonly heap = new EventHeap();
  private readonly inbound = new Group();
  private readonly blend = new Group();
  /** Since when each waits; by number, in order. */
  private readonly inboundQueue = new Map<number, number>();
  private readonly outboundQueue = new Set<number>();
  private readonly inboundTime: Sampler;
  private readonly outboundTime: Sampler;
  private readonly patience: Sampler;
  private readonly busyness: number;
  private readonly streams: { readonly arrivals: Random; readonly parties: Random; readonly balks: Random };
  private now = 0;
  private numbers = 0;
  private tried = 0;
  private reached = 0;
  private outboundAbandoned = 0;
  private inboundAbandoned = 0;
  private arrived = 0;
  private late = 0;

  constructor(random: Random) {
    this.streams = { arrivals: random.fork(), parties: random.fork(), balks: random.fork() };
    this.inboundTime = samplerOf({ kind: 'gamma', shape: 0.755, meanMs: 0.755 * 753.8 }, random.fork());
    this.outboundTime = samplerOf({ kind: 'exponential', meanMs: 440.2 }, random.fork());
    this.patience = samplerOf({ kind: 'exponential', meanMs: PATIENCE_S }, random.fork());
    this.busyness = standardGamma(BUSYNESS, random.fork().next) / BUSYNESS;
  }

  run() {
    const { heap } = this;
    for (let period = 0; period < 3; period += 1) heap.plan(period * PERIOD_S, PERIOD, period);
    heap.plan(DIALER_FROM_S, DIALER, 0);
    while (heap.take()) {
      this.now = heap.time;
      this.happens(heap.kind, heap.subject);
    }
    this.inbound.change(DAY_S, 0);
    this.blend.change(DAY_S, 0);
    return {
      tried: this.tried,
      reached: this.reached,
      outboundAbandoned: this.outboundAbandoned,
      inboundAbandoned: this.inboundAbandoned,
      arrived: this.arrived,
      late: this.late,
      inboundBusy: this.inbound.busyTime,
      inboundStaffed: this.inbound.staffedTime,
      blendBusy: this.blend.busyTime,
      blendStaffed: this.blend.staffedTime,
    };
  }

  private happens(kind: number, subject: number): void {
    switch (kind) {
      case PERIOD:
        return this.startPeriod(subject);
      case ARRIVES:
        return this.arrives(subject);
      case SERVED_INBOUND:
        this.inbound.change(this.now, -1);
        this.next(this.inbound);
        return this.dial();
      case SERVED_BLEND:
        this.blend.change(this.now, -1);
        this.next(this.blend);
        return this.dial();
      case GIVES_UP_INBOUND: {
        const since = this.inboundQueue.get(subject);
        if (since === undefined) return;
        this.inboundQueue.delete(subject);
        this.inboundAbandoned += 1;
        if (this.now - since >= LATE_S) this.late += 1;
        return;
      }
      case GIVES_UP_OUTBOUND:
        if (this.outboundQueue.delete(subject)) this.outboundAbandoned += 1;
        return;
      case DIALER:
        return this.dial();
      default:
        throw new RangeError(`no such event: ${kind}`);
    }
  }

  private startPeriod(period: number): void {
    this.inbound.change(this.now, 0, STAFF.inbound[period] ?? 0);
    this.blend.change(this.now, 0, STAFF.blend[period] ?? 0);
    while (this.inbound.free > 0 && this.next(this.inbound));
    while (this.blend.free > 0 && this.next(this.blend));
    this.planArrival(period);
  }

  /** Each period has its own process, which ends with it. */
  private planArrival(period: number): void {
    const rate = (RATES[period] ?? 0) * this.busyness;
    const at = this.now - Math.log(1 - this.streams.arrivals.next()) / rate;
    if (at < (period + 1) * PERIOD_S) this.heap.plan(at, ARRIVES, period);
  }

  private arrives(period: number): void {
    this.planArrival(period);
    this.arrived += 1;
    const balks = this.streams.balks.chance(BALK);
    const patience = this.patience();
    const group = this.inbound.free > 0 ? this.inbound : this.blend.free > 0 ? this.blend : null;
    if (group !== null) return this.serve(group, this.inboundTime());
    if (this.inboundQueue.size + this.outboundQueue.size >= QUEUE) return;
    if (balks) {
      this.inboundAbandoned += 1;
      return;
    }
    const number = (this.numbers += 1);
    this.inboundQueue.set(number, this.now);
    this.heap.plan(this.now + patience, GIVES_UP_INBOUND, number);
  }

  private serve(group: Group, time: number): void {
    group.change(this.now, 1);
    this.heap.plan(this.now + time, group === this.inbound ? SERVED_INBOUND : SERVED_BLEND, 0);
  }

  /** Who is free takes the next call: of the blend group an outbound one first. Answers whether there was one. */
  private next(group: Group): boolean {
    if (group.free === 0) return false;
    if (group === this.blend) {
      for (const number of this.outboundQueue) {
        this.outboundQueue.delete(number);
        this.serve(group, this.outboundTime());
        return true;
      }
    }
    for (const [number, since] of this.inboundQueue) {
      this.inboundQueue.delete(number);
      if (this.now - since >= LATE_S) this.late += 1;
      this.serve(group, this.inboundTime());
      return true;
    }
    return false;
  }

  private dial(): void {
    if (this.now < DIALER_FROM_S || this.now >= DIALER_TO_S) return;
    const free = this.blend.free;
    if (free < 1 || free + this.inbound.free < 4) return;
    const period = Math.min(2, Math.floor(this.now / PERIOD_S));
    for (let i = 0; i < 2 * free; i += 1) {
      this.tried += 1;
      if (!this.streams.parties.chance(RIGHT_PARTY[period] ?? 0)) continue;
      this.reached += 1;
      if (this.blend.free > 0) this.serve(this.blend, this.outboundTime());
      else if (this.inboundQueue.size + this.outboundQueue.size < QUEUE) {
        const number = (this.numbers += 1);
        this.outboundQueue.add(number);
        this.heap.plan(this.now + OUTBOUND_PATIENCE_S, GIVES_UP_OUTBOUND, number);
      }
    }
  }
}

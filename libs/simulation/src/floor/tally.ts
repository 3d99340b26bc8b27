import { delayHistogram, idleHistogram } from './histogram.js';
import type { DayFigures, FloorRun, MinuteFigures } from './report.js';

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

/** Counts what happens on a floor, apart from everything that decides: the figures of {@link FloorRun}. */
export class Tally {
  private readonly days: DayFigures[] = [];
  private readonly idle = idleHistogram();
  private readonly delay = delayHistogram();
  private readonly minutes: { readonly [K in keyof MinuteFigures]: number[] } = {
    staffedMs: [],
    busyMs: [],
    lineMs: [],
    answers: [],
    abandoned: [],
    balance: [],
  };
  private day: Writable<DayFigures> = emptyDay();
  private open = false;
  private dayStart = 0;
  private last = 0;
  private minute = -1;
  private minuteEnd = 0;
  private staffed = 0;
  private talking = 0;
  private wrapping = 0;
  private lines = 0;
  /** Times of the dials of the last second, the oldest at `oldest`. */
  private recent: number[] = [];
  private oldest = 0;
  decisions = 0;

  constructor(private readonly minutesPerDay: number) {}

  startDay(now: number): void {
    this.open = true;
    this.dayStart = this.last = now;
    this.day = emptyDay();
    this.day.linesPeak = this.lines;
    this.nextMinute(now);
  }

  /** The paid time is over; what was dialed still counts until the day is closed. */
  endWork(now: number): void {
    this.flush(now);
    this.open = false;
  }

  closeDay(): void {
    this.days.push(this.day);
  }

  /** How many work, talk and wrap up, and how many lines are in flight, changes by this. */
  change(now: number, staffed: number, talking: number, wrapping: number): void {
    if (this.open) this.flush(now);
    this.staffed += staffed;
    this.talking += talking;
    this.wrapping += wrapping;
  }

  dialed(now: number): void {
    if (this.open) this.flush(now);
    this.lines += 1;
    const { day } = this;
    day.dials += 1;
    if (this.lines > day.linesPeak) day.linesPeak = this.lines;
    this.recent.push(now);
    while ((this.recent[this.oldest] ?? now) <= now - SECOND_MS) this.oldest += 1;
    const rate = this.recent.length - this.oldest;
    if (rate > day.dialsPerSecondPeak) day.dialsPerSecondPeak = rate;
    if (this.oldest > 4096) {
      this.recent = this.recent.slice(this.oldest);
      this.oldest = 0;
    }
  }

  lineFreed(now: number): void {
    if (this.open) this.flush(now);
    this.lines -= 1;
  }

  answered(): void {
    this.day.answers += 1;
    this.count('answers');
  }

  abandoned(): void {
    this.day.abandoned += 1;
    this.count('abandoned');
  }

  hungUpWaiting(): void {
    this.day.hungUpWaiting += 1;
  }

  takenForMachine(): void {
    this.day.takenForMachines += 1;
  }

  connected(idleMs: number, delayMs: number): void {
    this.day.conversations += 1;
    this.idle.add(idleMs);
    this.delay.add(delayMs);
  }

  hungUpRinging(rangMs: number): void {
    this.day.hungUpRinging += 1;
    this.day.leastRingMs = Math.min(this.day.leastRingMs ?? Infinity, rangMs);
  }

  balance(value: number): void {
    this.minutes.balance[this.minute] = value;
  }

  run(seed: number): FloorRun {
    return {
      seed,
      days: this.days,
      idle: this.idle.figures,
      delay: this.delay.figures,
      minutes: this.minutes,
      minutesPerDay: this.minutesPerDay,
      decisions: this.decisions,
    };
  }

  private count(key: 'answers' | 'abandoned'): void {
    this.minutes[key][this.minute] = (this.minutes[key][this.minute] ?? 0) + 1;
  }

  private flush(now: number): void {
    const { day, minutes } = this;
    while (this.last < now) {
      if (this.last >= this.minuteEnd && !this.nextMinute(this.last)) {
        this.last = now;
        return;
      }
      const until = now < this.minuteEnd ? now : this.minuteEnd;
      const ms = until - this.last;
      const staffed = this.staffed * ms;
      const talk = this.talking * ms;
      const wrap = this.wrapping * ms;
      const line = this.lines * ms;
      day.staffedMs += staffed;
      day.talkMs += talk;
      day.wrapMs += wrap;
      day.lineMs += line;
      const { minute } = this;
      minutes.staffedMs[minute] = (minutes.staffedMs[minute] ?? 0) + staffed;
      minutes.busyMs[minute] = (minutes.busyMs[minute] ?? 0) + talk + wrap;
      minutes.lineMs[minute] = (minutes.lineMs[minute] ?? 0) + line;
      this.last = until;
    }
  }

  /** False when the day has no more minutes. */
  private nextMinute(now: number): boolean {
    if (now - this.dayStart >= this.minutesPerDay * MINUTE_MS) return false;
    const balance = this.minutes.balance[this.minute] ?? 0;
    this.minute += 1;
    this.minuteEnd = now + MINUTE_MS;
    for (const key of ['staffedMs', 'busyMs', 'lineMs', 'answers', 'abandoned'] as const)
      this.minutes[key][this.minute] = 0;
    this.minutes.balance[this.minute] = balance;
    return true;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function emptyDay(): Writable<DayFigures> {
  return {
    dials: 0,
    answers: 0,
    abandoned: 0,
    hungUpWaiting: 0,
    conversations: 0,
    takenForMachines: 0,
    staffedMs: 0,
    talkMs: 0,
    wrapMs: 0,
    lineMs: 0,
    linesPeak: 0,
    dialsPerSecondPeak: 0,
    hungUpRinging: 0,
    leastRingMs: null,
  };
}

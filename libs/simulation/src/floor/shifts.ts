import { samplerOf, type Sampler } from './distribution.js';
import { EVENT } from './events.js';
import type { FloorParts } from './floor-parts.js';

/** When callers come and go, and when they ask for a call. */
export class Shifts {
  private readonly breakEvery: Sampler | null;
  private readonly breakFor: Sampler | null;
  private readonly reading: Sampler | null;
  /** Callers who have asked for a call and have got none yet. */
  private readonly asked: number[] = [];

  constructor(private readonly parts: FloorParts) {
    const { breaks, preview } = parts.settings.world.staffing;
    const { callers } = parts.chances;
    this.breakEvery = breaks === null ? null : samplerOf(breaks.every, callers);
    this.breakFor = breaks === null ? null : samplerOf(breaks.away, callers);
    this.reading = preview === null ? null : samplerOf(preview, callers);
  }

  startDay(): void {
    const { clock, crew, heap, settings } = this.parts;
    const { arriveOverMs, logouts } = settings.world.staffing;
    for (let id = 0; id < crew.size; id += 1) {
      const late = Math.round((arriveOverMs * id) / crew.size);
      if (late > 0) heap.plan(clock.now + late, EVENT.logsIn, id);
      else this.logIn(id);
      if (this.breakEvery !== null)
        heap.plan(clock.now + late + Math.round(this.breakEvery()), EVENT.takesBreak, id);
    }
    logouts.forEach((logout, index) => heap.plan(clock.now + logout.atMs, EVENT.massLogout, index));
  }

  /** All are done for the day. */
  endDay(): void {
    const { clock, crew } = this.parts;
    for (let id = 0; id < crew.size; id += 1) crew.logOut(id, clock.now);
  }

  logIn(id: number): void {
    const { clock, crew } = this.parts;
    crew.logIn(id, clock.now);
    this.isFree(id);
  }

  /** The caller is free, and reads the next contact before asking for it. */
  isFree(id: number): void {
    const { clock, heap } = this.parts;
    if (this.reading !== null) heap.plan(clock.now + Math.round(this.reading()), EVENT.asks, id);
  }

  asks(id: number): void {
    const { clock, crew, decide, floor } = this.parts;
    if (!crew.isIdle(id)) return;
    this.asked.push(id);
    floor.requested(id, clock.now);
    decide();
  }

  /** A call that somebody had asked for came to nothing: who asked first and is still free reads the next contact. */
  unanswered(): void {
    for (let id = this.asked.shift(); id !== undefined; id = this.asked.shift()) {
      if (this.parts.crew.isIdle(id)) return this.isFree(id);
    }
  }

  /** Away at once or after the call, back after the break's time; the next one is planned from then. */
  takesBreak(id: number): void {
    const { clock, crew, heap } = this.parts;
    if (this.breakFor === null || this.breakEvery === null || !clock.working) return;
    crew.logOut(id, clock.now);
    const back = clock.now + Math.round(this.breakFor());
    heap.plan(back, EVENT.logsIn, id);
    heap.plan(back + Math.round(this.breakEvery()), EVENT.takesBreak, id);
  }

  massLogout(index: number): void {
    const { chances, clock, crew, heap, settings } = this.parts;
    const logout = settings.world.staffing.logouts[index];
    if (logout === undefined) return;
    const ids = Array.from({ length: crew.size }, (_, id) => id);
    const going = Math.round(logout.share * crew.size);
    for (let i = 0; i < going; i += 1) {
      const other = chances.callers.between(i, crew.size - 1);
      const id = ids[other] ?? i;
      ids[other] = ids[i] ?? other;
      crew.logOut(id, clock.now);
      heap.plan(clock.now + logout.forMs, EVENT.logsIn, id);
    }
  }
}

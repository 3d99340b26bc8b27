import { samplerOf, type Sampler } from './distribution.js';
import type { FloorParts } from './floor-parts.js';

/** How what happens reaches Ringside: at once, late, in a heap after a stall, or never. */
export class Reports {
  private readonly lag: Sampler | null;
  /** Reports may be late, so that the phone system has to say that it is there. */
  private readonly beats: boolean;

  constructor(private readonly parts: FloorParts) {
    const { telephony } = parts.settings.world;
    this.lag = telephony.lag === null ? null : samplerOf(telephony.lag, parts.chances.telephony);
    this.beats = this.lag !== null || telephony.stalls.length > 0;
  }

  /** When a report of now arrives; null: never. */
  arrival(): number | null {
    const { chances, clock, settings } = this.parts;
    const { loss } = settings.world.telephony;
    if (loss > 0 && chances.telephony.chance(loss)) return null;
    const late = this.lag === null ? 0 : Math.round(this.lag());
    return this.beats ? Math.max(clock.now + late, this.stall()?.until ?? 0) : clock.now;
  }

  /** A report of what happened then is here. */
  heard(happenedAt: number): void {
    const { clock, floor } = this.parts;
    if (this.beats) floor.heard(clock.now - happenedAt, clock.now);
  }

  /** The phone system says once a second that it is there: how late that comes is the lag; in a stall it is missed. */
  beat(): void {
    if (!this.beats) return;
    const { clock, floor, settings } = this.parts;
    const { now } = clock;
    const stall = this.stall();
    if (stall !== null) floor.heard(now - stall.since, now);
    else if ((now - clock.dayStart) % 1000 < settings.tickMs)
      floor.heard(this.lag === null ? 0 : Math.round(this.lag()), now);
  }

  private stall(): { readonly since: number; readonly until: number } | null {
    const { clock, settings } = this.parts;
    for (const { atMs, forMs } of settings.world.telephony.stalls) {
      const since = clock.dayStart + atMs;
      if (clock.now >= since && clock.now < since + forMs) return { since, until: since + forMs };
    }
    return null;
  }
}

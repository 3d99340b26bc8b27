import type { Floor } from '@ringside/pacing';
import type { Crew } from './crew.js';
import type { EngineHost } from './engine-host.js';
import type { EventHeap } from './event-heap.js';
import type { Chances } from './network.js';
import type { CompleteSettings } from './settings.js';
import type { Tally } from './tally.js';

/** What the parts of one simulated floor share. */
export interface FloorParts {
  readonly settings: CompleteSettings;
  readonly chances: Chances;
  readonly heap: EventHeap;
  readonly tally: Tally;
  /** The picture that Ringside has: told only what Ringside hears. */
  readonly floor: Floor;
  readonly crew: Crew;
  readonly clock: Clock;
  /** The floor has changed: decide now. */
  readonly decide: () => void;
}

export interface Clock {
  now: number;
  /** Start of the day of work. */
  dayStart: number;
  /** Within the paid hours. */
  working: boolean;
}

/** The engine is made last, since it asks for calls. */
export type WithHost = FloorParts & { readonly host: EngineHost };

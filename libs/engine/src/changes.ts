import type { Changes } from './ports.js';

/** An open batch with nothing in it. */
export function emptyChanges(): Changes {
  return {
    newCalls: new Map(),
    changedCalls: new Map(),
    contacts: new Map(),
    campaigns: new Map(),
    placements: [],
    facts: [],
    effects: [],
  };
}

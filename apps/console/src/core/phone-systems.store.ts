import { Injectable, computed, inject } from '@angular/core';
import type { PhoneSystemNotice, PhoneSystemView } from '@ringside/contracts';
import { AccountStore } from './account.store.js';
import { ClockStore } from './clock.store.js';
import { injectLive } from './live.js';
import { RINGSIDE } from './ringside.js';

/** A service that has just been started connects within this time: no reason to warn anybody. Milliseconds. */
const CONNECTING_MS = 5000;
/** A loss and the error that tells why are noted one after the other. Milliseconds. */
const SAME_LOSS_MS = 5000;

/** Whether calls can be placed through it now, as far as is known. */
export type Standing = 'up' | 'coming' | 'down' | 'unknown';

export function standingOf({ state }: Pick<PhoneSystemView, 'state'>): Standing {
  switch (state) {
    case 'connected':
    case 'reachable':
      return 'up';
    case 'connecting':
      return 'coming';
    case 'disconnected':
    case 'unreachable':
      return 'down';
    default:
      return 'unknown';
  }
}

/** Why it stands as it stands now; null when it is up, or when its last error is an older one. */
export function reasonOf(system: PhoneSystemView): PhoneSystemNotice | null {
  const { last_error: error, since } = system;
  if (error === null || standingOf(system) === 'up') return null;
  return Date.parse(error.at) >= Date.parse(since) - SAME_LOSS_MS ? error : null;
}

/** How the phone systems stand, live. */
@Injectable({ providedIn: 'root' })
export class PhoneSystemsStore {
  readonly #account = inject(AccountStore);
  readonly #clock = inject(ClockStore);
  readonly #live = injectLive(inject(RINGSIDE).phoneSystems);

  /** Those that campaigns are dialed through come first; null until the server has told. */
  readonly systems = computed(() => {
    const systems = this.#live()?.phone_systems;
    return systems ? systems.toSorted((a, b) => Number(b.dials) - Number(a.dials)) : null;
  });
  /** The one that campaigns are dialed through. */
  readonly dialing = computed(() => this.systems()?.find((system) => system.dials) ?? null);
  /** The same while it is down and somebody waits for it: campaigns run. */
  readonly missed = computed(() => {
    const system = this.dialing();
    if (system === null || !this.#account.campaigns()?.some(({ state }) => state === 'running')) return null;
    const standing = standingOf(system);
    const late = reasonOf(system) !== null || this.#clock.now() - Date.parse(system.since) > CONNECTING_MS;
    return standing === 'down' || (standing === 'coming' && late) ? system : null;
  });
}

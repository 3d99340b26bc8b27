import { describeBridges } from './bridges.js';
import type { CurrentRig, ProviderHarness } from './harness.js';
import { describeListening } from './listening.js';
import { describePlaying } from './playing.js';

/** What can be done with calls that are up, for each thing that the provider can do. */
export function describeLegs(harness: ProviderHarness, rig: CurrentRig): void {
  const { legs } = harness.capabilities;
  if (legs.includes('bridge')) describeBridges(rig);
  if (legs.includes('listen')) describeListening(harness, rig);
  if (legs.includes('play')) describePlaying(harness, rig);
}

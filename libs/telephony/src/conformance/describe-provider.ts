import { afterEach, beforeEach, describe } from '@jest/globals';
import { bePatient, PATIENCE_MS } from './ask.js';
import { describeCalls } from './calls.js';
import { describeEndings } from './endings.js';
import { follow } from './following.js';
import type { CurrentRig, ProviderHarness, RunningRig } from './harness.js';
import { describeLegs } from './legs.js';
import { describeMachines } from './machines.js';
import { describePlacing } from './placing.js';
import { describeFeed } from './feed.js';
import { describeShape } from './shape.js';
import { describeStream } from './stream.js';
import { describeWebhooks } from './webhooks.js';

/**
 * Everything that the prose of `Provider` promises, as tests against a fake phone system. A test of an optional
 * member is there when the capability is.
 */
export function describeProvider(name: string, harness: ProviderHarness): void {
  describe(`provider ${name}`, () => {
    let rig: RunningRig | null = null;
    beforeEach(async () => {
      bePatient(harness.patienceMs ?? PATIENCE_MS);
      const started = await harness.start();
      rig = { ...started, stream: null };
      if (harness.capabilities.stream) rig = { ...started, stream: await follow(started.provider) };
    });
    afterEach(async () => {
      const ending = rig;
      rig = null;
      try {
        await ending?.stream?.stop();
      } finally {
        // The phone system first: what still waits for its answer has it then.
        await ending?.system.close();
        await ending?.provider.close();
        await ending?.release?.();
      }
    });
    const current: CurrentRig = () => {
      if (rig === null) throw new Error('no rig outside of a test');
      return rig;
    };

    describeShape(harness, current);
    describePlacing(harness, current);
    if (harness.capabilities.originate) describeEndings(harness, current);
    if (harness.webhooks !== null) describeWebhooks(harness, current);
    if (harness.capabilities.hangUp || harness.capabilities.reconcile) describeCalls(harness, current);
    if (harness.capabilities.stream) describeStream(harness, current);
    if (harness.capabilities.detectMachine) describeMachines(harness, current);
    if (harness.capabilities.legs.length > 0) describeLegs(harness, current);
    if (harness.capabilities.records) describeFeed(current);
  });
}

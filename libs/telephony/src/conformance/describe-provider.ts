import { afterEach, beforeEach, describe } from '@jest/globals';
import { describeCalls } from './calls.js';
import { describeEndings } from './endings.js';
import type { CurrentRig, ProviderHarness, Rig } from './harness.js';
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
    let rig: Rig | null = null;
    beforeEach(async () => {
      rig = await harness.start();
    });
    afterEach(async () => {
      // The phone system first: what still waits for its answer has it then.
      await rig?.system.close();
      await rig?.provider.close();
      await rig?.release?.();
      rig = null;
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
    if (harness.capabilities.records) describeFeed(current);
  });
}

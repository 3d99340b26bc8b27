import { describe, expect, it } from '@jest/globals';
import { CALL_STATES } from '@ringside/contracts';
import type { LegAbility, LegControl } from '../provider.js';
import { eventually, placed, soon } from './ask.js';
import type { CurrentRig, ProviderHarness } from './harness.js';

/** States that only Ringside gives; a phone system never reports them. */
const OURS = ['placing', 'unknown', 'abandoned'];

/** What a provider has for each thing it can do with legs. */
const LEG_MEMBERS: Readonly<Partial<Record<LegAbility, readonly string[]>>> = {
  bridge: ['bridge', 'unbridge'],
  listen: ['listen', 'stopListening'],
  play: ['play'],
} satisfies Partial<Record<LegAbility, readonly (keyof LegControl)[]>>;

/** What a provider says of itself, and that it goes when it is closed. */
export function describeShape(harness: ProviderHarness, rig: CurrentRig): void {
  describe('itself', () => {
    it('has a kind that can stand in an address, and a label for people', () => {
      expect(rig().provider.kind).toMatch(/^[a-z][a-z0-9-]{0,31}$/);
      expect(rig().provider.label.trim()).not.toBe('');
    });

    it('has exactly the members that its capabilities name', () => {
      const { provider } = rig();
      expect(provider.capabilities).toEqual(harness.capabilities);
      expect({
        hangUp: typeof provider.hangUp === 'function',
        reconcile: typeof provider.reconcile === 'function',
        records: provider.feed !== undefined,
        stream: typeof provider.stream === 'function',
        webhooks: provider.webhook?.trust ?? null,
        legs: Object.keys(provider.legs ?? {}).sort(),
      }).toEqual({
        hangUp: harness.capabilities.hangUp,
        reconcile: harness.capabilities.reconcile,
        records: harness.capabilities.records,
        stream: harness.capabilities.stream,
        webhooks: harness.webhooks,
        legs: harness.capabilities.legs.flatMap((ability) => LEG_MEMBERS[ability] ?? ['none yet']).sort(),
      });
    });

    it('checks a signature exactly when it says so', () => {
      expect(typeof rig().provider.webhook?.verify === 'function').toBe(harness.webhooks === 'signature');
    });

    it('reports states that a phone system can know, each named once, by some way', () => {
      const { reports } = rig().provider.capabilities;
      for (const state of reports) {
        expect(CALL_STATES).toContain(state);
        expect(OURS).not.toContain(state);
      }
      expect(new Set(reports).size).toBe(reports.length);
      if (reports.length > 0) expect(harness.webhooks !== null || harness.capabilities.stream).toBe(true);
    });

    it('asks for what it can do with legs only of calls that it places', () => {
      const { legs, originate, detectMachine } = rig().provider.capabilities;
      if (legs.length > 0 || detectMachine) expect(originate).toBe(true);
      expect(new Set(legs).size).toBe(legs.length);
    });

    it('has limits that are positive numbers or none', () => {
      const { callsPerSecond, maxConcurrent } = rig().provider.limits;
      for (const limit of [callsPerSecond, maxConcurrent]) expect(limit === null || limit > 0).toBe(true);
      expect(rig().provider.capabilities.idempotentForMs).toBeGreaterThanOrEqual(0);
    });

    it('releases its sockets when it is closed, its stream ends, and it can be closed twice', async () => {
      const { provider, system, stream, release } = rig();
      if (harness.capabilities.originate) await placed(provider);
      await provider.close();
      await provider.close();
      await soon('the end of the stream', stream?.ended);
      await release?.();
      await eventually('no connection is left', () => system.connections() === 0);
    });
  });
}

import { checkPhone } from '@ringside/contracts';
import type { PlacementOutcome, Provider } from './provider.js';
import { plainText } from './text.js';

/**
 * Puts the last guard in front of a provider; every provider is made through it. Whatever the layers above let
 * through, a number that is an emergency number, or no number, is never asked for. And should `originate`
 * throw in spite of its promise, the call may have been placed: `unknown`.
 */
export function guardedProvider(provider: Provider): Provider {
  return {
    kind: provider.kind,
    label: provider.label,
    capabilities: provider.capabilities,
    limits: provider.limits,
    originate: async (request, signal): Promise<PlacementOutcome> => {
      // How short an extension may be is a setting of the host, so only the rest is checked.
      const check = checkPhone(request.to, 1);
      if (!check.ok) {
        return {
          kind: 'failed',
          reason: check.problem === 'emergency_number' ? 'number_not_allowed' : check.problem,
        };
      }
      try {
        // Marks that people write between digits go no further than this.
        const asked = check.dial === request.to ? request : { ...request, to: check.dial };
        return await provider.originate(asked, signal);
      } catch (error) {
        return { kind: 'unknown', reason: plainText(`provider failed: ${String(error)}`) };
      }
    },
    ...(provider.hangUp === undefined ? {} : { hangUp: provider.hangUp.bind(provider) }),
    ...(provider.reconcile === undefined ? {} : { reconcile: provider.reconcile.bind(provider) }),
    ...(provider.legs === undefined ? {} : { legs: provider.legs }),
    ...(provider.feed === undefined ? {} : { feed: provider.feed }),
    ...(provider.webhook === undefined ? {} : { webhook: provider.webhook }),
    ...(provider.stream === undefined ? {} : { stream: provider.stream.bind(provider) }),
    close: () => provider.close(),
  };
}

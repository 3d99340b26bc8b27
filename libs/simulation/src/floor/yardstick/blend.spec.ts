import { describe, expect, it } from '@jest/globals';
import { BLEND_PUBLISHED, simulateBlend, withinPublished, type BlendReport } from './blend.js';

/** The rule of PACING C5: each mean inside the published interval widened by our own half interval. */
describe('yardstick C5: the ContactCenters example "Blend"', () => {
  const report = simulateBlend(20_301, 400);

  it.each(Object.keys(BLEND_PUBLISHED) as (keyof BlendReport)[])('%s', (key) => {
    const ours = report[key];
    expect({ ours, within: withinPublished(ours, BLEND_PUBLISHED[key]) }).toMatchObject({ within: true });
    // Enough days for the rule to say something.
    expect(ours.half / ours.mean).toBeLessThan(0.2);
  });

  it('the rule refuses what is off', () => {
    expect(withinPublished({ mean: 110, half: 1 }, { mean: 100, half: 8 })).toBe(false);
    expect(withinPublished({ mean: 109, half: 1 }, { mean: 100, half: 8 })).toBe(true);
  });
});

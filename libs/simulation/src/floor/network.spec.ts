import { describe, expect, it } from '@jest/globals';
import { Chances, Network } from './network.js';
import type { AnswerRate, World } from './world.js';
import { worldR } from './worlds.js';

const HOUR = 3_600_000;

function world(answerRate: Partial<AnswerRate>): World {
  const R = worldR(0.25);
  return { ...R, answerRate: { ...R.answerRate, ...answerRate } };
}

/** Share of so many dials that a person answers, at a moment of the day. */
function answered(network: Network, atMs: number, dials = 10_000, from = 0): number {
  let persons = 0;
  for (let i = 0; i < dials; i += 1) if (network.dial(from + i, atMs).outcome === 'person') persons += 1;
  return persons / dials;
}

describe('who answers', () => {
  it('changes at a step, and stays changed until the next', () => {
    const steps = [
      { atMs: HOUR, factor: 2 },
      { atMs: 2 * HOUR, factor: 0.5 },
    ];
    const network = new Network(world({ steps }), new Chances(3));
    expect(answered(network, HOUR - 1)).toBeCloseTo(0.25, 1);
    expect(answered(network, HOUR)).toBeCloseTo(0.5, 1);
    expect(answered(network, 2 * HOUR)).toBeCloseTo(0.125, 1.3);
  });

  it('rises and falls with a wave', () => {
    const network = new Network(world({ wave: { amplitude: 0.5, periodMs: HOUR } }), new Chances(3));
    expect(Math.abs(answered(network, HOUR / 4) - 0.375)).toBeLessThan(0.02);
    expect(Math.abs(answered(network, (3 * HOUR) / 4) - 0.125)).toBeLessThan(0.02);
  });

  it('differs between parts of a list, and is the same for one of them all day', () => {
    const network = new Network(world({ lists: { cv: 0.3, contacts: 500 } }), new Chances(3));
    const rates = Array.from({ length: 40 }, (_, block) => answered(network, 0, 500, 500 * block));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const spread = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length);
    expect(Math.abs(mean - 0.25)).toBeLessThan(0.04);
    // Chance alone would make it 0.02.
    expect(spread).toBeGreaterThan(0.05);
    const again = rates.map((_, block) => answered(network, 0, 500, 500 * block));
    rates.forEach((rate, block) => expect(Math.abs((again[block] ?? NaN) - rate)).toBeLessThan(0.11));
  });

  it('does not depend on what else is drawn: each source has its own stream', () => {
    const fates = (disturb: boolean): unknown[] => {
      const chances = new Chances(5);
      const network = new Network(world({}), chances);
      return Array.from({ length: 200 }, (_, position) => {
        if (disturb)
          for (const source of ['talk', 'wrap', 'machines', 'callers', 'telephony', 'engine'] as const)
            chances[source].next();
        return network.dial(position, 0);
      });
    };
    expect(fates(true)).toEqual(fates(false));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactRisk } from './exact.js';
import { GRID } from './grid.js';
import { atLeastOne, normalBelow } from './normal.js';

const row = (chance: number) => new Float64Array(GRID).fill(chance);

/** P(somebody is free), over all outcomes of all coins. */
function enumerated(idle: number, callers: readonly number[], lines: readonly number[]): number {
  const coins = [...callers, ...lines.map((q) => -q)];
  const walk = (i: number, surplus: number): number => {
    const coin = coins[i];
    if (coin === undefined) return surplus >= 1 ? 1 : 0;
    const chance = Math.abs(coin);
    const sign = i < callers.length ? 1 : -1;
    return chance * walk(i + 1, surplus + sign) + (1 - chance) * walk(i + 1, surplus);
  };
  return walk(0, idle);
}

function exactly(idle: number, callers: readonly number[], lines: readonly number[]): number {
  const risk = new ExactRisk();
  risk.begin(idle);
  for (const chance of callers) risk.addCaller(row(chance));
  risk.endCallers();
  for (const chance of lines) risk.addLine(row(chance));
  return risk.free(0, 0);
}

const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('the exact distribution', () => {
  it('is that of all outcomes counted out', () => {
    const coins = fc.array(chance, { maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(4), coins, coins, (idle, callers, lines) => {
        expect(exactly(idle, callers, lines)).toBeCloseTo(enumerated(idle, callers, lines), 9);
      }),
    );
  });

  it('is widened by what is not known of the answer rate, as a mixture of two rates is', () => {
    const lines = new Array<number>(12).fill(0.2);
    const spread = 0.04;
    const mixed = [0.2 - spread, 0.2 + spread]
      .map((q) =>
        exactly(
          5,
          [],
          lines.map(() => q),
        ),
      )
      .reduce((sum, free) => sum + free / 2, 0);
    const risk = new ExactRisk();
    risk.begin(5);
    risk.endCallers();
    for (const q of lines) risk.addLine(row(q));
    const widened = risk.free(0, (12 * spread) ** 2);
    expect(widened).toBeLessThan(risk.free(0, 0));
    expect(Math.abs(widened - mixed)).toBeLessThan(0.006);
  });
});

describe('the approximation for larger teams', () => {
  it('knows the normal distribution', () => {
    expect(normalBelow(0)).toBeCloseTo(0.5, 6);
    expect(normalBelow(1.96)).toBeCloseTo(0.9750021, 6);
    expect(normalBelow(-3)).toBeCloseTo(0.0013499, 6);
  });

  it('is within half a point of the exact one for 30 callers', () => {
    for (const idle of [2, 5, 8]) {
      for (const q of [0.05, 0.15, 0.25]) {
        const callers = Array.from({ length: 30 - idle }, (_, i) => (0.3 * (i + 1)) / 30);
        const lines = new Array<number>(30).fill(q);
        const s = callers.map((chance) => chance * (1 - chance));
        const mean = idle + callers.reduce((a, b) => a + b, 0) - 30 * q;
        const variance = s.reduce((a, b) => a + b, 0) + 30 * q * (1 - q);
        const third =
          callers.reduce((sum, chance, i) => sum + (s[i] ?? 0) * (1 - 2 * chance), 0) -
          30 * q * (1 - q) * (1 - 2 * q);
        expect(Math.abs(atLeastOne(mean, variance, third) - exactly(idle, callers, lines))).toBeLessThan(
          0.005,
        );
      }
    }
  });
});

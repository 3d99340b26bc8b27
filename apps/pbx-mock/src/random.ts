/**
 * Chance without a generator: every draw is a hash of what it is about, so the same seed, number and
 * call give the same fate whatever else happens and in whatever order requests arrive.
 */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit key for the `times`-th call to `phone` in the world `seed`. */
export function fateOf(seed: number, phone: string, times: number): number {
  return mix(hash(mix(seed) ^ Math.imul(times + 1, 0x9e3779b1), phone));
}

/** One fate for each `n` of a `key` (itself a fate); no two of them are equal. */
export function nthFate(key: number, n: number): number {
  return mix(key ^ Math.imul(n + 1, 0x9e3779b1));
}

/** 32 bits about one fate, without the cost of a question in words. */
export function bits(fate: number, index: number): number {
  return mix(fate ^ Math.imul(index + 1, 0x85ebca6b));
}

/** A number in [0, 1) for one question (`what`, `index`) about one fate. */
export function draw(fate: number, what: string, index = 0): number {
  return mix(hash(fate ^ Math.imul(index + 1, 0x85ebca6b), what)) / 2 ** 32;
}

/** Whether something that happens in `percent` of cases happens in this one. */
export function happens(percent: number, fate: number, what: string, index = 0): boolean {
  return percent > 0 && draw(fate, what, index) * 100 < percent;
}

/** A number in [from, to) for one question about one fate. */
export function between(from: number, to: number, fate: number, what: string): number {
  return from + (to - from) * draw(fate, what);
}

/** FNV-1a, begun from `start`. */
function hash(start: number, text: string): number {
  let h = FNV_OFFSET ^ start;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  return h;
}

/** Spreads every bit of a 32-bit number over all others. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

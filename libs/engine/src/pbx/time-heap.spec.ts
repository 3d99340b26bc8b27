import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TimeHeap, type Timed } from './time-heap.js';

describe('TimeHeap', () => {
  it('has the earliest first, whatever comes, moves and goes', () => {
    const op = fc.record({ which: fc.nat(15), at: fc.nat(50), drop: fc.boolean() });
    fc.assert(
      fc.property(fc.array(op, { maxLength: 100 }), (ops) => {
        const heap = new TimeHeap<Timed>();
        const items = Array.from({ length: 16 }, () => ({ lookAt: 0, slot: -1 }));
        const inside = new Set<Timed>();
        const earliest = (): number => Math.min(...[...inside].map((item) => item.lookAt));
        for (const { which, at, drop } of ops) {
          const item = items[which] as Timed;
          if (drop) {
            heap.drop(item);
            inside.delete(item);
          } else {
            item.lookAt = at;
            heap.place(item);
            inside.add(item);
          }
          expect(heap.first?.lookAt ?? Infinity).toBe(earliest());
        }
        while (heap.first !== undefined) {
          expect(heap.first.lookAt).toBe(earliest());
          inside.delete(heap.first);
          heap.drop(heap.first);
        }
        expect(inside.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventHeap } from './event-heap.js';

describe('EventHeap', () => {
  it('gives events by time, and those of the same time in the order in which they were planned', () => {
    const ops = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('take' as const)), {
      maxLength: 3000,
    });
    fc.assert(
      fc.property(ops, (all) => {
        const heap = new EventHeap();
        let model: { readonly at: number; readonly subject: number }[] = [];
        const take = (): void => {
          const first = model.reduce(
            (a, b) => (b.at < a.at ? b : a),
            model[0] ?? { at: Infinity, subject: 0 },
          );
          expect(heap.next).toBe(first.at);
          expect(heap.take()).toBe(model.length > 0);
          if (model.length === 0) return;
          expect([heap.time, heap.kind, heap.subject]).toEqual([first.at, 3, first.subject]);
          model = model.filter((event) => event !== first);
        };
        for (const [subject, op] of all.entries()) {
          if (op === 'take') take();
          else {
            heap.plan(op, 3, subject);
            model.push({ at: op, subject });
          }
        }
        while (model.length > 0) take();
        take();
      }),
      { numRuns: 40 },
    );
  });

  it('grows', () => {
    const heap = new EventHeap();
    for (let i = 5000; i > 0; i -= 1) heap.plan(i, 1, i);
    for (let i = 1; i <= 5000; i += 1) {
      heap.take();
      if (heap.time !== i) throw new Error(`${heap.time} instead of ${i}`);
    }
    expect(heap.take()).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DeadlineQueue } from './deadline-queue.js';
import type { Flight } from './flight.js';
import { Harness } from './testing/harness.js';

function flight(deadlineAt: number | null): Flight {
  const h = new Harness(1).start();
  h.reply(1);
  const { contact } = h.engine.inFlight.get('call1') as Flight;
  return {
    call: { ...h.callOf(1), deadlineAt },
    contact,
    requestedAt: 0,
    reconciling: false,
    unwanted: null,
    hangUpSent: false,
    queuedAt: Infinity,
  };
}

describe('DeadlineQueue', () => {
  it('follows a deadline that moves, both ways, and forgets an ended call', () => {
    const queue = new DeadlineQueue();
    const [a, b] = [flight(100), flight(200)];
    queue.watch(a);
    queue.watch(b);
    a.call.deadlineAt = 300;
    queue.watch(a);
    expect(queue.next()).toBe(200);
    b.call.deadlineAt = 50;
    queue.watch(b);
    expect(queue.next()).toBe(50);
    b.call.deadlineAt = null;
    expect(queue.next()).toBe(300);
    expect(queue.takeDue(299)).toBeNull();
    expect(queue.takeDue(300)).toBe(a);
    expect(queue.next()).toBeNull();
  });

  it('property: always knows the earliest', () => {
    const prototype = flight(0);
    const move = fc.tuple(fc.nat(9), fc.option(fc.nat(1000)));
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const queue = new DeadlineQueue();
        const flights = Array.from({ length: 10 }, () => ({ ...prototype, call: { ...prototype.call } }));
        const watched = new Set<Flight>();
        for (const [i, at] of moves) {
          const moved = flights[i];
          if (moved === undefined) continue;
          moved.call.deadlineAt = at;
          queue.watch(moved);
          watched.add(moved);
          const times = [...watched].map(({ call }) => call.deadlineAt ?? Infinity);
          const expected = Math.min(...times) === Infinity ? null : Math.min(...times);
          expect(queue.next()).toBe(expected);
        }
      }),
    );
  });
});

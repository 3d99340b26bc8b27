import { describe, expect, it } from '@jest/globals';
import { pageOf } from './simulations-page.js';

const id = (n: number): string => `01990000-0000-7000-8000-00000000000${n}`;
/** Newest first. */
const ALL = [5, 4, 3, 2, 1].map((n) => ({ id: id(n) }));
const numbers = (rows: readonly { readonly id: string }[]): number[] =>
  rows.map((row) => Number(row.id.at(-1)));

describe('pages of simulations', () => {
  it('go on from where they ended, both ways', () => {
    const first = pageOf(ALL, { limit: 2 });
    expect([numbers(first.rows), first.next, first.prev]).toEqual([[5, 4], id(4), null]);
    const second = pageOf(ALL, { limit: 2, after: id(4) });
    expect([numbers(second.rows), second.next, second.prev]).toEqual([[3, 2], id(2), id(3)]);
    const last = pageOf(ALL, { limit: 2, last: true });
    expect([numbers(last.rows), last.next, last.prev]).toEqual([[2, 1], null, id(2)]);
    const back = pageOf(ALL, { limit: 2, before: id(2) });
    expect([numbers(back.rows), back.next, back.prev]).toEqual([[4, 3], id(3), id(4)]);
  });

  it('go on where the row they ended with has been forgotten', () => {
    expect(numbers(pageOf(ALL.toSpliced(1, 1), { limit: 2, after: id(4) }).rows)).toEqual([3, 2]);
    expect(numbers(pageOf([], { limit: 2, after: id(4) }).rows)).toEqual([]);
  });

  it('that were not given out are refused', () => {
    expect(() => pageOf(ALL, { limit: 2, after: 'x' })).toThrow('not one that was given out');
  });
});

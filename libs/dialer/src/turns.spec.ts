import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

describe('turns', () => {
  it('come one after another for one thing, also after a failure, and do not wait for others', async () => {
    const turns = new Turns();
    const order: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const first = turns.take('a', async () => {
      await held;
      order.push('first of a');
      throw new Error('it failed');
    });
    const second = turns.take('a', () => Promise.resolve(order.push('second of a')));
    await turns.take('b', () => Promise.resolve(order.push('of b')));
    letGo();
    await expect(first).rejects.toThrow('it failed');
    expect(await second).toBe(3);
    expect(order).toEqual(['of b', 'first of a', 'second of a']);
  });
});

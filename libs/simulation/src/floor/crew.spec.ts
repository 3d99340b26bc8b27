import { describe, expect, it } from '@jest/globals';
import { Floor } from '@ringside/pacing';
import { Crew } from './crew.js';
import { fixed } from './distribution.js';
import { Chances } from './network.js';
import { Tally } from './tally.js';
import { worldR } from './worlds.js';

const limits = { maxLines: null, placeable: null, reserve: 0 };

/** Callers who all talk for 100 s and wrap up for 10 s. */
function callers(size: number, talkSpread = 0): { readonly crew: Crew; readonly floor: Floor } {
  const { staffing, ...world } = worldR(0.25);
  const tally = new Tally(60);
  tally.startDay(0);
  const floor = new Floor();
  const unlike = {
    ...world,
    talk: fixed(100_000),
    wrap: fixed(10_000),
    staffing: { ...staffing, talkSpread },
  };
  const crew = new Crew(size, unlike, new Chances(1), floor, tally);
  for (let id = 0; id < size; id += 1) crew.logIn(id, id);
  return { crew, floor };
}

describe('callers', () => {
  it('get calls in the order in which they became free', () => {
    const { crew } = callers(3);
    const order = [10, 11, 12].map((now) => crew.connect(now, 0, now)?.id);
    expect(order).toEqual([0, 1, 2]);
    expect(crew.connect(13, 0, 13)).toBeNull();
  });

  it('who were away come last', () => {
    const { crew } = callers(3);
    crew.logOut(0, 5);
    crew.logIn(0, 6);
    expect([10, 11, 12].map((now) => crew.connect(now, 0, now)?.id)).toEqual([1, 2, 0]);
  });

  it('who leave while busy are not counted on, and go after wrap-up', () => {
    const { crew, floor } = callers(2);
    crew.connect(1, 0, 10);
    crew.logOut(0, 20);
    expect(floor.snapshot(20, limits).callers).toMatchObject({ idle: 1, talkingMs: [], leaving: 1 });
    crew.endTalk(0, 100_010);
    expect(floor.snapshot(100_010, limits).callers).toMatchObject({ idle: 1, wrappingMs: [], leaving: 1 });
    crew.endWrap(0, 110_010);
    expect(crew.isIdle(0)).toBe(false);
    expect(floor.snapshot(110_010, limits).callers).toMatchObject({ idle: 1, leaving: 0 });
  });

  it('who meant to go and come back before their call is over stay', () => {
    const { crew } = callers(1);
    crew.connect(1, 0, 10);
    crew.logOut(0, 20);
    crew.logIn(0, 30);
    crew.endTalk(0, 100_010);
    crew.endWrap(0, 110_010);
    expect(crew.isIdle(0)).toBe(true);
  });

  it('unlike each other talk for times of their own, within the spread', () => {
    const { crew } = callers(200, 0.5);
    const talks = Array.from({ length: 200 }, (_, call) => crew.connect(call, 0, 1000)?.talkMs ?? NaN);
    expect(Math.min(...talks)).toBeGreaterThanOrEqual(50_000);
    expect(Math.min(...talks)).toBeLessThan(60_000);
    expect(Math.max(...talks)).toBeLessThanOrEqual(150_000);
    expect(Math.max(...talks)).toBeGreaterThan(140_000);
  });
});

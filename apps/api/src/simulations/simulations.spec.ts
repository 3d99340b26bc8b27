import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { settingsOf } from './settings.js';
import { Simulations } from './simulations.js';
import type { News } from './worker/reckon.js';

const SETTINGS = settingsOf({ callers: 1, answer_rate: 0.5, talk_seconds: 60, wrap_seconds: 0 });

/** Workers that do what the spec says. */
class Workers {
  readonly all: {
    tell: (news: News) => void;
    done: () => void;
    fail: (error: Error) => void;
    killed: boolean;
  }[] = [];
  readonly run = (_: unknown, tell: (news: News) => void) => {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const worker = { tell, done: () => resolve(undefined), fail: reject, killed: false };
    this.all.push(worker);
    return {
      done: promise,
      kill: () => {
        worker.killed = true;
        reject(new Error('the worker ended'));
        return Promise.resolve();
      },
    };
  };
}

let workers: Workers;
let warned: unknown[];
let simulations: Simulations;
const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(1).then(() => undefined);
const start = (id: string, account = 'a') => simulations.start(account, id, id, SETTINGS);

beforeEach(() => {
  jest.useFakeTimers();
  workers = new Workers();
  warned = [];
  simulations = new Simulations(
    () => 1000,
    { warn: (...words: unknown[]) => void warned.push(words) },
    { waiting: 2, kept: 3, runMs: 60_000, silentMs: 20_000 },
    workers.run,
  );
});
afterEach(() => {
  jest.useRealTimers();
});

describe('simulations', () => {
  it('run one after another', async () => {
    expect([start('1').state, start('2', 'b').state, start('3').state]).toEqual([
      'running',
      'waiting',
      'waiting',
    ]);
    workers.all[0]?.done();
    await settle();
    expect([simulations.get('a', '1'), simulations.get('b', '2')]).toMatchObject([
      { state: 'completed', progress: 1, endedAt: 1000 },
      { state: 'running' },
    ]);
    expect(workers.all).toHaveLength(2);
    expect(warned).toEqual([]);
  });

  it('take turns by account, and as many wait of each as may', async () => {
    for (const id of ['1', '2', '3']) start(id);
    expect(() => start('4')).toThrow('2 simulations of yours wait for their turn already');
    start('5', 'b');
    const order: string[] = [];
    for (let ran = 0; ran < 4; ran += 1) {
      for (const account of ['a', 'b'])
        order.push(...simulations.all(account).flatMap((one) => (one.state === 'running' ? [one.id] : [])));
      workers.all[ran]?.done();
      await settle();
    }
    expect(order).toEqual(['1', '2', '5', '3']);
  });

  it('are of their account only', () => {
    start('1');
    expect([simulations.get('b', '1'), simulations.cancel('b', '1'), simulations.all('b')]).toEqual([
      null,
      null,
      [],
    ]);
  });

  it('are started once an id', () => {
    const one = start('1');
    expect(start('1')).toBe(one);
    expect(simulations.all('a')).toHaveLength(1);
  });

  it('tell how far they are, until they are canceled', async () => {
    start('1');
    workers.all[0]?.tell({ kind: 'progress', progress: 0.5 });
    expect(simulations.get('a', '1')).toMatchObject({ progress: 0.5 });
    simulations.cancel('a', '1');
    workers.all[0]?.tell({ kind: 'progress', progress: 0.7 });
    await settle();
    expect(simulations.get('a', '1')).toMatchObject({ state: 'canceled', progress: 0.5, error: null });
    expect([workers.all[0]?.killed, warned]).toEqual([true, []]);
  });

  it('that wait are canceled without ever running', async () => {
    start('1');
    start('2');
    simulations.cancel('a', '2');
    workers.all[0]?.done();
    await settle();
    expect(workers.all).toHaveLength(1);
    expect(simulations.all('a').map(({ state }) => state)).toEqual(['canceled', 'completed']);
  });

  it('fail when nothing is heard of them, or when they take too long', async () => {
    start('1');
    await jest.advanceTimersByTimeAsync(15_000);
    workers.all[0]?.tell({ kind: 'progress', progress: 0.1 });
    await jest.advanceTimersByTimeAsync(15_000);
    expect(simulations.get('a', '1')).toMatchObject({ state: 'running' });
    await jest.advanceTimersByTimeAsync(6000);
    expect(simulations.get('a', '1')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Nothing was heard of it for 20 seconds'),
    });
    start('2');
    for (let i = 0; i < 7; i += 1) {
      workers.all[1]?.tell({ kind: 'progress', progress: 0.1 });
      await jest.advanceTimersByTimeAsync(10_000);
    }
    expect(simulations.get('a', '2')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('It was not done in 1 minutes'),
    });
    expect(workers.all.map(({ killed }) => killed)).toEqual([true, true]);
  });

  it('that break say so, without how, and the next one runs', async () => {
    start('1');
    start('2');
    workers.all[0]?.fail(new Error('at secret.ts:1'));
    await settle();
    expect(simulations.get('a', '1')).toMatchObject({
      state: 'failed',
      error: 'The simulation went wrong; the log of the service says how.',
    });
    expect(warned).toHaveLength(1);
    expect(simulations.get('a', '2')).toMatchObject({ state: 'running' });
    workers.all[1]?.fail(Object.assign(new Error(), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
    await settle();
    expect(simulations.get('a', '2')?.error).toContain('more memory');
  });

  it('are forgotten, the oldest that are over first', async () => {
    for (const id of ['1', '2', '3', '4']) {
      start(id);
      workers.all.at(-1)?.done();
      await settle();
    }
    expect(simulations.all('a').map(({ id }) => id)).toEqual(['4', '3', '2']);
  });

  it('end with the service, and none begins', async () => {
    start('1');
    start('2');
    await simulations.onModuleDestroy();
    await settle();
    expect(workers.all.map(({ killed }) => killed)).toEqual([true]);
    expect(simulations.all('a').map(({ state }) => state)).toEqual(['canceled', 'canceled']);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { NewCommand } from '@ringside/store';
import { ProblemError } from '../http/problem.js';
import { CommandLog, type Command } from './command-log.js';

/** The store's rule for keys, in memory: what survives a process is what `finishCommand` was given. */
class Commands {
  readonly rows = new Map<string, { command: NewCommand; result: unknown }>();
  beginCommand(command: NewCommand) {
    const row = this.rows.get(command.key);
    if (row === undefined) {
      this.rows.set(command.key, { command, result: null });
      return Promise.resolve({ kind: 'new' as const });
    }
    if (row.command.bodyHash !== command.bodyHash) return Promise.resolve({ kind: 'conflict' as const });
    return Promise.resolve({ kind: 'repeat' as const, result: row.result });
  }
  finishCommand(key: string, result: unknown) {
    const row = this.rows.get(key);
    if (row) row.result = JSON.parse(JSON.stringify(result));
    return Promise.resolve();
  }
}

const command: Command = {
  accountId: 'a',
  actor: 'api_key',
  key: 'k1',
  name: 'campaign.start',
  target: 'c',
  body: { only: 'all' },
  ip: null,
};

function setUp() {
  const commands = new Commands();
  return { commands, log: new CommandLog(() => commands) };
}

describe('commands', () => {
  it('with one key are done once and answered the same', async () => {
    const { log } = setUp();
    let done = 0;
    const work = (): Promise<{ n: number }> => Promise.resolve({ n: ++done });
    expect(await log.once(command, work)).toEqual({ n: 1 });
    expect(await log.once(command, work)).toEqual({ n: 1 });
    expect(await log.once({ ...command, key: 'k2' }, work)).toEqual({ n: 2 });
  });

  it('that come while the first is at work wait for it', async () => {
    const { log } = setUp();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let done = 0;
    const work = async (): Promise<number> => {
      await gate;
      return ++done;
    };
    const both = Promise.all([log.once(command, work), log.once(command, work)]);
    release();
    expect(await both).toEqual([1, 1]);
  });

  it('with a used key and another body are refused, also while the first is at work', async () => {
    const { log } = setUp();
    const first = log.once(command, () => Promise.resolve(1));
    const other = { ...command, body: { only: 'unanswered' } };
    await expect(log.once(other, () => Promise.resolve(2))).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    await first;
    await expect(log.once(other, () => Promise.resolve(2))).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('that were refused stay refused; what may pass is tried again', async () => {
    const { log } = setUp();
    const refuse = () => Promise.reject(new ProblemError('campaign_ended', 'over'));
    await expect(log.once(command, refuse)).rejects.toMatchObject({ code: 'campaign_ended' });
    await expect(log.once(command, () => Promise.resolve(1))).rejects.toMatchObject({
      code: 'campaign_ended',
      detail: 'over',
    });
    const fail = () => Promise.reject(new ProblemError('store_unavailable', ''));
    const errors = [{ field: 'email', code: 'taken', detail: 'Take another.' }];
    const name = () => Promise.reject(new ProblemError('email_taken', 'taken', { errors }));
    for (const work of [name, () => Promise.resolve(1)])
      await expect(log.once({ ...command, key: 'k3' }, work)).rejects.toMatchObject({
        code: 'email_taken',
        extra: { errors },
      });
    await expect(log.once({ ...command, key: 'k2' }, fail)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(await log.once({ ...command, key: 'k2' }, () => Promise.resolve(1))).toBe(1);
  });

  it('cut off by the end of the process go on from what was saved', async () => {
    const { commands, log } = setUp();
    const never = log.once(command, async ({ save }) => {
      await save({ campaign_id: 'x' });
      return new Promise<string>(() => undefined);
    });
    void never;
    await new Promise((resolve) => setImmediate(resolve));
    const nextProcess = new CommandLog(() => commands);
    expect(await nextProcess.once(command, ({ saved }) => Promise.resolve(saved))).toEqual({
      campaign_id: 'x',
    });
  });

  it('without a key are remembered and never repeated', async () => {
    const { commands, log } = setUp();
    const anonymous = { ...command, key: null };
    await log.once(anonymous, () => Promise.resolve({ secret: 1 }));
    await log.once(anonymous, () => Promise.resolve({ secret: 2 }));
    expect(commands.rows.size).toBe(2);
    expect([...commands.rows.values()].map(({ result }) => result)).toEqual([{ done: null }, { done: null }]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { FencedError, StoreUnavailableError, type CommitBatch, type NewWebhook } from '@ringside/engine';
import { DIALING } from './batch.js';
import { DialerError } from './dialer.error.js';
import { Writer } from './writer.js';

const webhook = (callId: string): NewWebhook => ({
  accountId: 'a',
  connectionId: 'c',
  callId,
  receivedAt: 0,
  status: 'ringing',
  providerAt: null,
  outcome: 'applied',
  body: '',
});

/** A database whose every commit the test lets through, or breaks, by hand. */
function setUp() {
  const commits: {
    number: number;
    rows: CommitBatch;
    resolve: () => void;
    reject: (error: Error) => void;
  }[] = [];
  const told: string[] = [];
  const fatal: Error[] = [];
  const writer = new Writer({
    kind: DIALING,
    commit: (number, rows) =>
      new Promise<void>((resolve, reject) => commits.push({ number, rows, resolve, reject })),
    now: () => 1000,
    act: () => undefined,
    tell: (batch) => told.push(`committed ${batch.inbox.map((row) => row.callId).join(',')}`),
    fatal: (error) => fatal.push(error),
  });
  const put = (callId: string) =>
    writer.submit((_now, batch) => {
      batch.inbox.push(webhook(callId));
      return callId;
    });
  const commit = async (index: number) => {
    for (let i = 0; i < 200 && !commits[index]; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    const found = commits[index];
    if (!found) throw new Error(`no commit ${index}`);
    return found;
  };
  return { writer, commits, commit, told, fatal, put };
}

describe('Writer', () => {
  it('answers nobody before the commit', async () => {
    const { put, commit, told } = setUp();
    let answered = false;
    const answer = put('1').then(() => (answered = true));
    const first = await commit(0);
    expect(answered).toBe(false);
    expect(told).toEqual([]);
    first.resolve();
    await answer;
    expect(told).toEqual(['committed 1']);
  });

  it('puts everything that arrived during a commit into the next one', async () => {
    const { put, commit, commits } = setUp();
    const all = [put('1')];
    const first = await commit(0);
    all.push(put('2'), put('3'), put('4'));
    first.resolve();
    const second = await commit(1);
    expect(second.rows.inbox.map((row) => row.callId)).toEqual(['2', '3', '4']);
    second.resolve();
    await Promise.all(all);
    expect(commits.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('commits what nobody waits for together with what comes next', async () => {
    const { writer, put, commit, commits } = setUp();
    const quiet = writer.give((_now, batch) => void batch.inbox.push(webhook('quiet')));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(commits).toHaveLength(0);
    const loud = put('loud');
    const only = await commit(0);
    expect(only.rows.inbox.map((row) => row.callId)).toEqual(['quiet', 'loud']);
    only.resolve();
    await Promise.all([quiet, loud]);
    expect(commits).toHaveLength(1);
  });

  it('commits what nobody waits for by itself when nothing comes, and at once when something is to be done', async () => {
    const { writer, commit } = setUp();
    void writer.give((_now, batch) => void batch.inbox.push(webhook('quiet')));
    (await commit(0)).resolve();
    const began = performance.now();
    void writer.give((_now, batch) => {
      batch.inbox.push(webhook('place'));
      batch.effects.push({ campaignId: 'x', effect: { type: 'cancel_idle' } });
    });
    await new Promise((resolve) => setImmediate(resolve));
    await commit(1);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('writes nothing when nothing was decided', async () => {
    const { writer, commits } = setUp();
    await expect(writer.submit(() => 'read')).resolves.toBe('read');
    expect(commits).toHaveLength(0);
  });

  it('repeats the same batch under the same number while the database is away', async () => {
    const { put, commit } = setUp();
    const answer = put('1');
    (await commit(0)).reject(new StoreUnavailableError('gone'));
    const again = await commit(1);
    expect(again.number).toBe(1);
    expect(again.rows.inbox.map((row) => row.callId)).toEqual(['1']);
    again.resolve();
    await expect(answer).resolves.toBe('1');
  });

  it('refuses one command without harm to the others of its batch', async () => {
    const { writer, put, commit, fatal } = setUp();
    const refused = writer.submit(() => {
      throw new DialerError('campaign_ended', 'over');
    });
    const done = put('1');
    (await commit(0)).resolve();
    await expect(refused).rejects.toMatchObject({ code: 'campaign_ended' });
    await expect(done).resolves.toBe('1');
    expect(fatal).toHaveLength(0);
  });

  it('stops for good when another process has taken over', async () => {
    const { put, commit, fatal } = setUp();
    const answer = put('1');
    const refused = expect(answer).rejects.toMatchObject({ code: 'store_unavailable' });
    (await commit(0)).reject(new FencedError('another process writes here'));
    await refused;
    expect(fatal[0]).toBeInstanceOf(FencedError);
    await expect(put('2')).rejects.toMatchObject({ code: 'not_ready' });
  });

  it('shows only what is durable', async () => {
    const { writer, put, commit } = setUp();
    let decided = 0;
    const counted = writer.submit((_now, batch) => {
      decided++;
      batch.inbox.push(webhook('1'));
    });
    const first = await commit(0);
    const seen = writer.settled(() => decided);
    void put('2');
    first.resolve();
    await counted;
    expect(await seen).toBe(1);
    (await commit(1)).resolve();
  });

  it('finishes what was submitted before it closes', async () => {
    const { writer, put, commit } = setUp();
    const answer = put('1');
    const closed = writer.close();
    (await commit(0)).resolve();
    await closed;
    await expect(answer).resolves.toBe('1');
    await expect(put('2')).rejects.toMatchObject({ code: 'not_ready' });
  });
});

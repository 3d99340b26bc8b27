import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FencedError, type Call, type CampaignContact, type CommitBatch } from '@ringside/engine';
import { postgresStore } from '../postgres-store.js';
import { StartupError } from '../startup-error.js';
import { ContactsToCall } from '../testing/contacts-to-call.js';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY,
  callTo,
  factOf,
  openedStore,
  webhookOf,
  type OpenedStore,
} from '../testing/opened-store.js';

describe('commit', () => {
  let opened: OpenedStore;
  let commits: NumberedCommits<CommitBatch>;
  let contacts: ContactsToCall;

  beforeAll(async () => {
    opened = await openedStore();
    commits = new NumberedCommits(opened.store.dialer, EMPTY);
    contacts = await ContactsToCall.create(opened, 100);
    await opened.store.dialer.open();
  });
  afterAll(() => opened.end());

  const contact = (): CampaignContact => contacts.next();
  const commit = (batch: Partial<CommitBatch>): Promise<void> => commits.write(batch);

  it('writes every kind of row of a batch and reads it back as it was', async () => {
    const row = contact();
    const call = callTo(row, opened);
    await commit({ newCalls: [call], facts: [factOf(call, 1, { type: 'call.placing' })] });

    Object.assign(call, {
      state: 'answered',
      placementOpen: false,
      providerCallId: 'p-1',
      dialingAt: AT + 1,
      ringingAt: AT + 20,
      answeredAt: AT + 3000,
      answeredBy: 'human',
      doNotCall: true,
      deadlineAt: AT + 3_600_000,
    });
    const changed = { ...row, status: 'answered' as const, calls: 1, callId: call.id, answeredAt: AT + 3000 };
    const campaign = (await opened.account.campaign(contacts.campaignId))?.campaign;
    if (campaign === undefined) throw new Error('no campaign');
    const running = {
      ...campaign,
      state: 'running' as const,
      pass: 1,
      lines: 7,
      startedAt: AT,
      holding: { code: 'provider_backoff' as const, since: AT, detail: '503' },
    };
    const placement = {
      accountId: call.accountId,
      callId: call.id,
      n: 1,
      requestedAt: AT,
      repliedAt: AT + 9,
      outcome: 'accepted' as const,
      reason: null,
    };
    await commit({
      inbox: [webhookOf(call), webhookOf(call, { status: 'answered', providerAt: null })],
      changedCalls: [call],
      contacts: [changed],
      campaigns: [running],
      placements: [placement],
      facts: [factOf(call, 2), factOf(call, 3, { type: 'call.answered' })],
    });

    expect(await opened.account.call(call.id)).toEqual(call);
    expect(await opened.account.contact(contacts.campaignId, row.contactId)).toEqual(changed);
    const detail = await opened.account.campaign(contacts.campaignId);
    expect(detail?.campaign).toEqual(running);
    expect(detail).toMatchObject({ seq: 3, linesInUse: 1, total: 100 });
    expect(detail?.inFlight).toEqual([{ call, contact: changed }]);
    const story = await opened.account.story(call.id);
    expect(story.facts.map(({ type }) => type)).toEqual(['call.placing', 'call.ringing', 'call.answered']);
    expect(story.webhooks.map(({ status }) => status)).toEqual(['ringing', 'answered']);
    expect(story.placements).toEqual([placement]);
    expect(await opened.store.dialer.callBrief(call.id)).toMatchObject({ state: 'answered', webhooks: 2 });
  });

  it('reads the rows at the call, not when the database gets to it', async () => {
    const call = callTo(contact(), opened);
    const written = commit({ newCalls: [call] });
    call.state = 'completed';
    await written;
    expect((await opened.account.call(call.id))?.state).toBe('placing');
  });

  it('inserts a call that changed again before its first commit once, as it is', async () => {
    const call = callTo(contact(), opened, { state: 'dialing' });
    await commit({ newCalls: [call], changedCalls: [call] });
    expect((await opened.account.call(call.id))?.state).toBe('dialing');
  });

  it('changes nothing when a number that reached the disk is repeated', async () => {
    const call = callTo(contact(), opened);
    await commit({ newCalls: [call], inbox: [webhookOf(call)] });
    await opened.store.dialer.commit(commits.number, {
      ...EMPTY,
      newCalls: [call],
      inbox: [webhookOf(call)],
    });
    expect((await opened.account.story(call.id)).webhooks).toHaveLength(1);
  });

  it('refuses a number that does not follow', async () => {
    const call = callTo(contact(), opened);
    await expect(
      opened.store.dialer.commit(commits.number + 2, { ...EMPTY, newCalls: [call] }),
    ).rejects.toThrow(/does not follow/);
    expect(await opened.account.call(call.id)).toBeNull();
  });

  it('writes a batch exactly once when its connection is killed again and again', async () => {
    const calls: Call[] = [];
    let lost = 0;
    for (let round = 0; round < 15; round++) {
      const call = callTo(contact(), opened);
      calls.push(call);
      const killing = round % 3 === 0 ? opened.killWriter() : undefined;
      lost += await commits.insist(
        { newCalls: [call], inbox: [webhookOf(call)], facts: [factOf(call, 10 + round)] },
        // What the first try was given is what is written, whatever became of the rows since.
        () => (call.state = 'completed'),
      );
      await killing;
    }
    expect(lost).toBeGreaterThan(0);
    for (const call of calls) {
      expect((await opened.account.call(call.id))?.state).toBe('placing');
      expect((await opened.account.story(call.id)).webhooks).toHaveLength(1);
    }
    expect(await opened.store.dialer.lastSeq(`campaign:${contacts.campaignId}`)).toBe(24);
  });

  it('stores hostile text, and what PostgreSQL cannot hold in a visible form', async () => {
    const hostile = `a'b"c\\d{e},NULL;drop table ringside.call;--\n\t\u{1f600}`;
    const call = callTo(contact(), opened, { phone: hostile, reason: 'NULL', providerCallId: '' });
    await commit({
      newCalls: [call],
      inbox: [
        webhookOf(call, { body: `nul:\0 half:\ud800 end`, status: '\0' }),
        webhookOf(call, { body: hostile }),
      ],
      facts: [
        factOf(call, 25, {
          data: {
            call_id: call.id,
            contact_id: '',
            position: 1,
            pass: 1,
            state: 'failed',
            reason: `\0\udc00${hostile}`,
          },
        }),
      ],
    });
    expect(await opened.account.call(call.id)).toEqual(call);
    const story = await opened.account.story(call.id);
    expect(story.webhooks.map(({ body }) => body)).toEqual(['nul:\u2400 half:\ufffd end', hostile]);
    expect(story.facts[0]?.reason).toBe(`\u2400\ufffd${hostile}`);
  });

  it('R5: refuses a second call of a contact in one pass, and takes one in the next', async () => {
    const row = contact();
    await commit({ newCalls: [callTo(row, opened)] });
    await expect(commit({ newCalls: [callTo(row, opened)] })).rejects.toThrow(/call_once_a_pass/);
    await commit({ newCalls: [callTo(row, opened, { pass: 2 })] });
  });

  it('keeps a row of any time, and one from before the first partition', async () => {
    const call = callTo(contact(), opened);
    const old = Date.UTC(1999, 0, 1);
    await commit({ newCalls: [call], inbox: [webhookOf(call, { receivedAt: old, providerAt: 0 })] });
    expect((await opened.account.story(call.id)).webhooks[0]).toMatchObject({ at: old, providerAt: 0 });
  });

  it('plans for keys, not for scans', async () => {
    const { rows } = await opened.admin.query<{ scans: number }>(
      `select sum(seq_scan)::int as scans from pg_stat_user_tables where relname in ('call', 'campaign_contact')`,
    );
    const before = rows[0]?.scans ?? 0;
    for (let i = 0; i < 20; i++) {
      const call = callTo(contact(), opened);
      await commit({ newCalls: [call] });
      await commit({ changedCalls: [call] });
    }
    await opened.admin.query('select pg_stat_clear_snapshot()');
    const after = await opened.admin.query<{ scans: number }>(
      `select sum(seq_scan)::int as scans from pg_stat_user_tables where relname in ('call', 'campaign_contact')`,
    );
    expect((after.rows[0]?.scans ?? 0) - before).toBeLessThan(5);
  });
});

describe('one writer', () => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openedStore();
    await opened.store.dialer.open();
  });
  afterAll(() => opened.end());

  it('refuses a second process with one line', async () => {
    const second = postgresStore({ databaseUrl: opened.databaseUrl });
    await second.start();
    const refused = await second.dialer.open().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartupError);
    expect((refused as Error).message).toMatch(
      /^Another Ringside is already running on this database: [^\n]+$/,
    );
    await second.stop();
  });

  it('fences a process whose place was taken, for ever', async () => {
    await opened.store.dialer.commit(1, EMPTY);
    await opened.killWriter();
    const second = postgresStore({ databaseUrl: opened.databaseUrl });
    await second.start();
    await second.dialer.open();
    for (let tries = 0; tries < 3; tries++) {
      await expect(opened.store.dialer.commit(2, EMPTY)).rejects.toBeInstanceOf(FencedError);
    }
    await second.dialer.commit(1, EMPTY);
    await second.stop();
    await expect(opened.store.dialer.commit(2, EMPTY)).rejects.toBeInstanceOf(FencedError);
  });
});

import type { SyncReport } from '@ringside/contracts';
import { HAS_RECORD, type MergeSession, type Sync } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import type { Selectable } from 'kysely';
import type pg from 'pg';
import { facts } from '../database/errors.js';
import { toSync } from '../database/rows.js';
import type { SyncTable } from '../database/tables.js';
import { DERIVED, JOINED, derived, joined, joinedRecords, type CallSql } from './call-join.js';

/** One merge: everything `MergeSession.merge` is given. */
export interface Merge {
  readonly sync: Sync;
  readonly tenantId: string;
  readonly given: Parameters<MergeSession['merge']>[0];
  readonly now: number;
  readonly deadlines: Parameters<MergeSession['merge']>[2];
}

/** What a merge found, by records. */
interface Found {
  readonly new: number;
  readonly updated: number;
  readonly completed: number;
  readonly known: number;
}

/**
 * Merges what stands in `pg_temp.staged` and `pg_temp.refused`, in the transaction that the client is in. New rows come first;
 * those that a commit of the feed may be waiting for come last.
 */
export async function mergeStaged(client: pg.Client, merge: Merge): Promise<Sync> {
  const run = statements(client, merge);
  const extra = await joinDoubled(client);
  const staged = await count(client);
  const fresh = await insertNew(client, run, staged.new);
  const met = staged.met + staged.new - fresh;
  await run(`insert into ringside.inbox (${INBOX})
    select ${inboxOf({ n: 's.n', call: 'null', outcome: 'refused', reason: 's.reason', raw: 's.raw' })} from pg_temp.refused s, m`);
  const { updated, completed } = met === 0 ? NONE : await joinMet(client, run);
  const known = merge.given.known + extra + met - updated - completed;
  return complete(client, run, merge, { new: fresh, updated, completed, known });
}

/** Runs a statement that may use the row `m`; answers how many rows it wrote, or its rows. */
type Run = <Row extends pg.QueryResultRow>(text: string) => Promise<pg.QueryResult<Row>>;

function statements(client: pg.Client, { sync, tenantId, now, deadlines }: Merge): Run {
  const m = `with m as (select $1::uuid as account_id, $2::uuid as connection_id, $3::uuid as tenant_id,
    $4::uuid as sync_id, $5::timestamptz as now, $6::timestamptz as ring_by, $7::timestamptz as talk_by)`;
  const times = [now, now + deadlines.ringMs, now + deadlines.talkMs].map((at) => new Date(at));
  const values = [sync.accountId, sync.connectionId, tenantId, sync.id, ...times];
  return (text) => client.query({ text: `${m} ${text}`, values });
}

const FACTS = JOINED.filter((column) => column !== 'closed_at');

/** The same call twice in one document: the last record stands for all. Answers how many others there are. */
async function joinDoubled(client: pg.Client): Promise<number> {
  const { rowCount: doubled } = await client.query(
    `create temp table doubled on commit drop as
       select uuid, max(n) as last from pg_temp.staged group by uuid having count(*) > 1`,
  );
  if (doubled === 0) return 0;
  const group = joinedRecords((column) => `s.${column}`);
  const joins = FACTS.map((column) => `${group(column)} as ${column}`).join(', ');
  await client.query(
    `update pg_temp.staged s set ${FACTS.map((column) => `${column} = g.${column}`).join(', ')}
       from (select d.last, ${joins} from pg_temp.staged s join pg_temp.doubled d using (uuid) group by d.last) g
      where s.n = g.last`,
  );
  const { rowCount } = await client.query(
    `update pg_temp.staged s set extra = true, id = main.id, met = main.met
       from pg_temp.doubled d join pg_temp.staged main on main.n = d.last
      where s.uuid = d.uuid and s.n <> d.last`,
  );
  return rowCount ?? 0;
}

/** A record as a call of which nothing else is known. */
const record: CallSql = (column) => {
  if (column === 'closed_at') return 'null::timestamptz';
  return column === 'created_at' || column === 'first_at' ? 'm.now' : `s.${column}`;
};
/** When a call is closed that has just been heard of. */
const deadline = (follows: CallSql): string =>
  `case when ${follows('answered')} then m.talk_by else m.ring_by end`;

const NONE = { updated: 0, completed: 0 };

/** Calls that were not there when their records were staged, and those that were. */
async function count(client: pg.Client): Promise<{ readonly new: number; readonly met: number }> {
  const { rows } = await client.query<{ new: number; met: number }>(
    `select count(*) filter (where not met) as new, count(*) filter (where met) as met
       from pg_temp.staged where not extra`,
  );
  return rows[0] ?? { new: 0, met: 0 };
}

/** Calls nobody had told us of; answers how many. `expected`: as far as was known when their records were staged. */
async function insertNew(client: pg.Client, run: Run, expected: number): Promise<number> {
  if (expected === 0) return 0;
  const follows = derived(record);
  const columns: readonly (readonly [name: string, value: string])[] = [
    ['id', 's.id'],
    ['account_id', 'm.account_id'],
    ['origin', `'pbx'`],
    ['connection_id', 'm.connection_id'],
    ['tenant_id', 'm.tenant_id'],
    ['provider_call_id', 's.uuid'],
    ['record_hash', 's.digest'],
    ...FACTS.map((column) => [column, record(column)] as const),
    ...DERIVED.map((column) => [column, follows(column)] as const),
    ['deadline_at', `case when ${follows('in_flight')} then ${deadline(follows)} end`],
    ['placements', '0'],
    ['placement_open', 'false'],
  ];
  const insert = `insert into ringside.call (${columns.map(([name]) => name).join(', ')})
    select ${columns.map(([, value]) => value).join(', ')} from pg_temp.staged s, m where not s.met and not s.extra`;
  const inserted = await insertUnlessThere(client, run, insert);
  if (inserted !== expected) await markOvertaken(run);
  await run(
    `insert into ringside.inbox (${INBOX})
     select ${inboxOf({ n: 's.n', call: 's.id', outcome: 'applied', reason: 'null', raw: 's.raw' })}
       from pg_temp.staged s, m where not s.met`,
  );
  return inserted;
}

const ALREADY_THERE = '23505';

/** It is the dearest statement of a sync, so it looks only once for what is there: when there is none, which is the rule. */
async function insertUnlessThere(client: pg.Client, run: Run, insert: string): Promise<number> {
  await client.query('savepoint before_insert');
  const { rowCount } = await run(insert).catch(async (error: unknown) => {
    if (facts(error).code !== ALREADY_THERE) throw error;
    await client.query('rollback to savepoint before_insert');
    return run(`${insert} on conflict (tenant_id, provider_call_id) where origin = 'pbx' do nothing`);
  });
  return rowCount ?? 0;
}

/** Webhooks may have told of a call since its record was looked up: then it is not new. */
async function markOvertaken(run: Run): Promise<void> {
  await run(
    `update pg_temp.staged s set met = true from ringside.call t, m
      where not s.met and t.origin = 'pbx' and t.tenant_id = m.tenant_id and t.provider_call_id = s.uuid and t.id <> s.id`,
  );
}

/**
 * The call of a staged record, locked. One look into the index for each record, whatever the statistics say: they know nothing of
 * rows that have just been written, and a join in another order would read all records for each call.
 */
const CALL_OF_STAGED = `lateral (select * from ringside.call c where c.origin = 'pbx' and c.tenant_id = m.tenant_id
    and c.provider_call_id = s.uuid limit 1 for update)`;

/** Calls that were there: some gain something from their record. One that tells nothing new changes nothing. */
async function joinMet(client: pg.Client, run: Run): Promise<Record<'updated' | 'completed', number>> {
  const merged = joined((column) => `t.${column}`, record);
  const follows = derived(merged);
  const columns: readonly (readonly [name: string, value: string])[] = [
    ...FACTS.map((column) => [column, merged(column)] as const),
    ...DERIVED.map((column) => [column, follows(column)] as const),
    [
      'deadline_at',
      `case when ${follows('in_flight')} then greatest(t.deadline_at, ${deadline(follows)}) end`,
    ],
    ['record_hash', 's.digest'],
  ];
  const names = columns.map(([name]) => name).join(', ');
  const row = (of: CallSql): string => `(${FACTS.map(of).join(', ')})`;
  const ended = (of: CallSql): string => `(${of('heard')} & ${HEARD.ended}) <> 0`;
  await client.query(
    `create temp table gained on commit drop as
       select id, provider_call_id as uuid, false as completes, ${names} from ringside.call with no data`,
  );
  const { rowCount: gained } = await run(
    `insert into pg_temp.gained (id, uuid, completes, ${names})
     select t.id, s.uuid, not ${ended((column) => `t.${column}`)} and ${ended(merged)}, ${columns.map(([, value]) => value).join(', ')}
       from m, pg_temp.staged s, ${CALL_OF_STAGED} t
      where s.met and not s.extra and ${row((column) => `t.${column}`)} is distinct from ${row(merged)}`,
  );
  await run(
    `update ringside.call t set ${columns.map(([name]) => `${name} = g.${name}`).join(', ')} from pg_temp.gained g where t.id = g.id`,
  );
  await run(
    `insert into ringside.inbox (${INBOX})
     select ${inboxOf({ n: 's.n', call: 'g.id', outcome: 'applied', reason: 'null', raw: 's.raw' })}
       from m, pg_temp.staged s join pg_temp.gained g using (uuid)`,
  );
  const { rows } = await client.query<{ n: number }>(
    'select count(*) as n from pg_temp.gained where completes',
  );
  const completed = rows[0]?.n ?? 0;
  return { completed, updated: (gained ?? 0) - completed };
}

const INBOX =
  'received_at, ordinal, account_id, connection_id, tenant_id, sync_id, kind, status, call_id, outcome, reason, body';
function inboxOf(row: Record<'n' | 'call' | 'outcome' | 'reason' | 'raw', string>): string {
  return `m.now, ${row.n}, m.account_id, m.connection_id, m.tenant_id, m.sync_id, 'record', 'record', ${row.call}::uuid,
    '${row.outcome}', ${row.reason}, ${row.raw}`;
}

/** The sync is done: writes it with its report, and answers it as it now is. */
async function complete(
  client: pg.Client,
  run: Run,
  { sync, given, now }: Merge,
  found: Found,
): Promise<Sync> {
  const counted = await run<{ n: number }>(
    `select count(*) as n from ringside.call t, m
      where t.tenant_id = m.tenant_id and t.origin = 'pbx' and (t.from_record & ${HAS_RECORD}) = 0`,
  );
  const report: SyncReport = { ...given, ...found, unmatched: counted.rows[0]?.n ?? 0 };
  const { rows } = await client.query<Selectable<SyncTable>>(
    `update ringside.sync set state = 'completed', phase = null, report = $2::jsonb, problem_code = null, problem_detail = null,
       retry_at = null, ended_at = $3::timestamptz, fetched = $4::int8 where id = $1::uuid returning *`,
    [sync.id, JSON.stringify(report), new Date(now), given.answered + given.not_answered + given.refused],
  );
  if (rows[0] === undefined) throw new Error(`Sync ${sync.id} was never saved.`);
  return toSync(rows[0]);
}

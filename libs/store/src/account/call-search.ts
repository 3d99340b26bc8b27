import { isTerminal, type CallFilter, type CallOrigin } from '@ringside/contracts';
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Database } from '../database/connection.js';
import type { CallTable } from '../database/tables.js';
import { isUuid, storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { EPOCH_MS, UUID, decodeCursor } from './cursor.js';
import type { Reach } from './page.js';

export type CallRow = Selectable<CallTable>;
/** A statement that reads calls that fit, newest first is forward; null when none can. */
export type CallSearch = (reach: Reach, limit: number) => RawBuilder<CallRow> | null;

type Condition = RawBuilder<unknown>;

/** One list in order; a search joins the heads of those it needs. */
type List = (reach: Reach, limit: number) => RawBuilder<CallRow>;

/**
 * How to find the calls of an account that fit a filter. The lists of all calls, and of a tenant's, are in order in an index, so a
 * page reads about as many as it holds. By state, direction or number they are met on the way through the list, except that few
 * calls of a phone system with one number are all read and sorted: the rarer what is looked for, the longer the way.
 */
export async function callSearch(db: Database, accountId: string, filter: CallFilter): Promise<CallSearch> {
  if (!isUuid(filter.tenant ?? NO_ID) || !isUuid(filter.connection ?? NO_ID)) return () => null;
  if (isInFlight(filter.state)) return inFlightList(accountId, filter);
  const lists = [
    ...(mayBe(filter, 'campaign') ? await campaignLists(db, accountId, filter) : []),
    ...(mayBe(filter, 'pbx') ? await pbxLists(db, accountId, filter) : []),
  ];
  if (lists.length === 0) return () => null;
  return (reach, limit) => {
    const heads = lists.map((list) => sql`(${list(reach, limit)})`);
    return newest(sql`(${sql.join(heads, sql` union all `)}) as call`, [], reach, limit);
  };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
const CALLS = sql`ringside.call as call`;

function isInFlight(state: CallFilter['state']): boolean {
  return state === 'in_flight' || (state !== undefined && !isTerminal(state));
}

/** Never many, and all of them in one small index: read and sorted. */
function inFlightList(accountId: string, { direction, ...filter }: CallFilter): List {
  const digits = digitsOf(filter);
  const fits = conditionsOf(accountId, filter);
  if (filter.origin !== undefined)
    fits.push(filter.origin === 'pbx' ? sql`call.tenant_id is not null` : sql`call.tenant_id is null`);
  if (direction !== undefined) {
    const campaigns = direction === OUTBOUND ? sql` or call.origin = 'campaign'` : sql``;
    fits.push(sql`(call.direction = ${storable(direction)}${campaigns})`);
  }
  if (digits !== '') fits.push(eitherEndsIn(digits));
  return fewOf(sql`select * from ringside.call where in_flight`, fits);
}

/** Tenants are known of a phone system's calls only; a campaign's calls all go out, and no column says so. */
function mayBe({ origin, tenant, direction = OUTBOUND }: CallFilter, wanted: CallOrigin): boolean {
  if (wanted === 'campaign' && (tenant !== undefined || direction !== OUTBOUND)) return false;
  return origin === undefined || origin === wanted;
}

const OUTBOUND = 'outbound';

async function campaignLists(
  db: Database,
  accountId: string,
  { direction: _, ...filter }: CallFilter,
): Promise<readonly List[]> {
  const { connection } = filter;
  const fits = [sql`call.origin = 'campaign'`, ...conditionsOf(accountId, filter)];
  if (connection !== undefined) {
    const { rows } = await sql`select from ringside.campaign
      where account_id = ${accountId} and connection_id = ${connection} limit 1`.execute(db);
    if (rows.length === 0) return [];
  }
  // By number or state they are met on the way through the list: no index is kept for that.
  const digits = digitsOf(filter);
  if (digits !== '') fits.push(endsIn('phone', digits));
  return [(reach, limit) => newest(CALLS, fits, reach, limit)];
}

async function pbxLists(db: Database, accountId: string, filter: CallFilter): Promise<readonly List[]> {
  const fits = [sql`call.origin = 'pbx'`, ...conditionsOf(accountId, filter)];
  const digits = digitsOf(filter);
  if (digits !== '') {
    const to = sql`origin = 'pbx' and ${reversed('phone')} like ${backwards(digits)}`;
    const from = sql`origin = 'pbx' and ${reversed('from_number')} like ${backwards(digits)}`;
    if ((await areFew(db, to)) && (await areFew(db, from))) {
      const matching = sql`select * from ringside.call where ${to}
        union all select * from ringside.call where ${from} and (${to}) is not true`;
      return [fewOf(matching, fits)];
    }
    fits.push(eitherEndsIn(digits));
  }
  const lists = await scopesOf(db, accountId, filter);
  return lists.map((scope) => (reach, limit) => newest(CALLS, [...fits, ...scope], reach, limit));
}

/** More tenants than this are looked for in the list of all calls. */
const MOST_TENANTS = 20;

/** What to read one by one: a connection's calls are those of its tenants, by which they are in order. */
async function scopesOf(
  db: Database,
  accountId: string,
  { connection, tenant }: CallFilter,
): Promise<readonly (readonly Condition[])[]> {
  if (connection === undefined || tenant !== undefined) return [[]];
  const { rows } = await sql<{ id: string; own: boolean }>`
    select id, connection_id = ${connection} as own from ringside.tenant
     where account_id = ${accountId}`.execute(db);
  const own = rows.filter((row) => row.own);
  // Mostly it has all there are.
  if (own.length === rows.length || own.length > MOST_TENANTS) return own.length === 0 ? [] : [[]];
  return own.map(({ id }) => [sql`call.tenant_id = ${id}`]);
}

/** Calls that are few enough to be sorted. */
function fewOf(matching: RawBuilder<unknown>, fits: readonly Condition[]): List {
  return (reach, limit) =>
    sql`with matching as materialized (${matching}) ${newest(sql`matching as call`, fits, reach, limit)}`;
}

/** All of the filter but the origin and the number. */
function conditionsOf(accountId: string, filter: CallFilter): Condition[] {
  const { state, direction, tenant, connection, from, to } = filter;
  const conditions: Condition[] = [sql`call.account_id = ${accountId}`];
  if (state === 'in_flight') conditions.push(sql`call.in_flight`);
  else if (state !== undefined && isTerminal(state)) conditions.push(sql`call.state = ${state}`);
  else if (state !== undefined) conditions.push(sql`call.in_flight and call.state = ${state}`);
  if (direction !== undefined) conditions.push(sql`call.direction = ${storable(direction)}`);
  if (tenant !== undefined) conditions.push(sql`call.tenant_id = ${tenant}`);
  if (connection !== undefined) conditions.push(sql`call.connection_id = ${connection}`);
  if (from !== undefined) conditions.push(sql`call.created_at >= ${timestamp(Date.parse(from))}`);
  if (to !== undefined) conditions.push(sql`call.created_at < ${timestamp(Date.parse(to))}`);
  return conditions;
}

function newest(source: RawBuilder<unknown>, fits: readonly Condition[], reach: Reach, limit: number) {
  const { direction, cursor } = reach;
  const conditions = [...fits];
  if (cursor !== null) {
    const [at = '', id = ''] = decodeCursor(cursor, EPOCH_MS, UUID);
    const ahead = sql.raw(direction === 'forward' ? '<' : '>');
    conditions.push(sql`(call.created_at, call.id) ${ahead} (${timestamp(Number(at))}, ${id}::uuid)`);
  }
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  const order = sql.raw(direction === 'forward' ? 'desc' : 'asc');
  return sql<CallRow>`select call.* from ${source} ${where}
    order by call.created_at ${order}, call.id ${order} limit ${limit}`;
}

/** So many calls with a number are read at once. */
const FEW = 5000;

async function areFew(db: Database, condition: Condition): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from ringside.call where ${condition} limit ${FEW + 1}) as found`.execute(
    db,
  );
  return (rows[0]?.n ?? 0) <= FEW;
}

function digitsOf({ number = '' }: CallFilter): string {
  return number.replace(/\D/g, '');
}

/** As the indexes of numbers have it. */
function reversed(column: 'phone' | 'from_number'): RawBuilder<unknown> {
  return sql`reverse(regexp_replace(${sql.ref(column)}, '\\D', '', 'g'))`;
}
function backwards(digits: string): string {
  return `${[...digits].reverse().join('')}%`;
}

function eitherEndsIn(digits: string): Condition {
  return sql`(${endsIn('phone', digits)} or ${endsIn('from_number', digits)})`;
}

/** Said so that no index has it. */
function endsIn(column: 'phone' | 'from_number', digits: string): Condition {
  return sql`right(regexp_replace(call.${sql.ref(column)}, '\\D', '', 'g'), ${digits.length}) = ${digits}`;
}

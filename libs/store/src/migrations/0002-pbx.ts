import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Calls that phone systems make by themselves: they stand beside the calls of campaigns, with a tenant instead of a
 * contact. `heard`, `from_record` and the merged columns are joined by `MERGED` of the engine.
 */
export const pbx: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table ringside.tenant (
    id uuid primary key,
    account_id uuid not null references ringside.account,
    connection_id uuid not null references ringside.connection,
    uuid text not null,
    state text not null check (state in ('adopted', 'held')),
    seen_at timestamptz not null,
    adopted_at timestamptz,
    unique (connection_id, uuid)
  )`,
  `create table ringside.sync (
    id uuid primary key,
    account_id uuid not null references ringside.account,
    connection_id uuid not null references ringside.connection,
    trigger text not null,
    state text not null,
    attempt int not null,
    phase text,
    fetched bigint not null,
    announced bigint,
    report jsonb,
    problem_code text,
    problem_detail text,
    retry_at timestamptz,
    started_at timestamptz not null,
    ended_at timestamptz
  )`,
  `create index sync_newest on ringside.sync (account_id, started_at desc, id desc)`,
  `create index sync_open on ringside.sync (connection_id) where state in ('running', 'waiting')`,

  `alter table ringside.call
    alter column campaign_id drop not null,
    alter column contact_id drop not null,
    alter column position drop not null,
    alter column pass drop not null,
    alter column phone drop not null,
    add column origin text not null default 'campaign' check (origin in ('campaign', 'pbx')),
    add column tenant_id uuid,
    add column from_number text,
    add column caller_name text,
    add column direction text,
    add column duration text,
    add column recording text,
    add column heard int not null default 0,
    add column from_record int not null default 0,
    add column closed_at timestamptz,
    add column record_hash bigint`,
  // A phone system's call is one row, whoever tells of it first. Its id comes first in the index: tenants are few.
  `create unique index call_of_tenant on ringside.call (provider_call_id, tenant_id) where origin = 'pbx'`,
  // No calls of a campaign, no entry: a phone system's calls have none of the three.
  `drop index ringside.call_once_a_pass`,
  `create unique index call_once_a_pass on ringside.call (campaign_id, pass, position) where campaign_id is not null`,
  // Lists of calls, newest first. The first also finds the calls of a day. Each index, also one that holds a phone system's calls
  // only, is paid for at every refill of a line; so there are few.
  `drop index ringside.call_created`,
  `create index call_newest on ringside.call (account_id, origin, created_at, id)`,
  `create index call_newest_of_tenant on ringside.call (tenant_id, created_at, id) where origin = 'pbx'`,
  // Numbers are looked for by their end.
  `create index call_to_backwards on ringside.call
    (reverse(regexp_replace(phone, '\\D', '', 'g')) text_pattern_ops) where origin = 'pbx'`,
  `create index call_from_backwards on ringside.call
    (reverse(regexp_replace(from_number, '\\D', '', 'g')) text_pattern_ops) where origin = 'pbx'`,

  `alter table ringside.inbox
    alter column call_id drop not null,
    add column kind text not null default 'webhook',
    add column tenant_id uuid,
    add column sync_id uuid,
    add column reason text`,
  `create index inbox_aside on ringside.inbox (account_id, received_at, ordinal) where outcome in ('refused', 'held')`,
  `create index inbox_held on ringside.inbox (tenant_id, received_at, ordinal) where outcome = 'held'`,

  // The feeds' own numbers of commits, under the one fence.
  `alter table ringside.writer drop constraint writer_id_check`,
  `insert into ringside.writer (id, fence, batch) select 2, fence, 0 from ringside.writer where id = 1`,
];

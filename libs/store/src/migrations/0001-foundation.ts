import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The first tables. `account_id` is on every one of them. Phone numbers stand in `contact`, `call` and
 * `inbox` only. Rows that a dialing campaign touches have no foreign keys: the one writer keeps them right,
 * and a million rows load without a million look-ups.
 */
export const foundation: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table ringside.account (
    id uuid primary key,
    name text not null,
    time_zone text not null,
    max_lines int,
    max_calls_per_second double precision,
    max_calls_per_day int,
    dialing_stopped_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create table ringside.api_key (
    key text primary key,
    account_id uuid not null references ringside.account,
    salt bytea not null,
    hash bytea not null,
    created_at timestamptz not null default now()
  )`,
  `create table ringside.session (
    token_hash text primary key,
    account_id uuid not null references ringside.account,
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
  `create table ringside.sign_in_link (
    token_hash text primary key,
    account_id uuid not null references ringside.account,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create table ringside.connection (
    id uuid primary key,
    account_id uuid not null references ringside.account,
    provider text not null,
    name text not null,
    secret bytea not null check (length(secret) = 32),
    created_at timestamptz not null default now()
  )`,
  `create table ringside.list (
    id uuid primary key,
    account_id uuid not null references ringside.account,
    total int not null default 0,
    created_at timestamptz not null
  ) with (fillfactor = 50)`,
  `create table ringside.contact (
    id uuid primary key,
    account_id uuid not null,
    list_id uuid not null,
    position int not null,
    phone text not null,
    name text,
    fields jsonb,
    compliance jsonb
  )`,
  `create table ringside.campaign (
    id uuid primary key,
    account_id uuid not null references ringside.account,
    list_id uuid not null references ringside.list,
    connection_id uuid not null references ringside.connection,
    name text not null,
    dialer_type text not null,
    lines int not null,
    ring_timeout_ms int not null,
    max_duration_ms int not null,
    reply_timeout_ms int not null,
    state text not null,
    pass int not null default 0,
    holding_code text,
    holding_since timestamptz,
    holding_detail text,
    compliance jsonb,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz
  ) with (fillfactor = 50)`,
  `create index campaign_newest on ringside.campaign (account_id, created_at desc, id desc)`,
  `create index campaign_stopped on ringside.campaign (id) where state = 'stopped'`,
  `create index campaign_live on ringside.campaign (id) where state in ('running', 'paused')`,
  // Updated some four times a pass, each time by its key: no other index, so that updates stay in the page.
  `create table ringside.campaign_contact (
    campaign_id uuid not null,
    position int not null,
    account_id uuid not null,
    contact_id uuid not null,
    status text not null default 'idle',
    reason text,
    calls int not null default 0,
    call_id uuid,
    started_at timestamptz,
    ringing_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    primary key (campaign_id, position)
  ) with (fillfactor = 80)`,
  `create table ringside.call (
    id uuid primary key,
    account_id uuid not null,
    campaign_id uuid not null,
    contact_id uuid not null,
    connection_id uuid not null,
    position int not null,
    pass int not null,
    phone text not null,
    state text not null,
    in_flight boolean not null,
    reason text,
    provider_call_id text,
    placements int not null,
    placement_open boolean not null,
    retry_at timestamptz,
    created_at timestamptz not null,
    dialing_at timestamptz,
    ringing_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    end_estimated boolean not null,
    deadline_at timestamptz,
    answered_by text
  ) with (fillfactor = 70)`,
  // R5: no contact is called twice in a pass, whatever the program thinks. Also finds the last position dialed.
  `create unique index call_once_a_pass on ringside.call (campaign_id, pass, position)`,
  `create index call_in_flight on ringside.call (campaign_id) where in_flight`,
  `create index call_created on ringside.call using brin (created_at) with (autosummarize = on)`,
  `create table ringside.placement (
    call_id uuid not null,
    n int not null,
    account_id uuid not null,
    requested_at timestamptz not null,
    replied_at timestamptz not null,
    outcome text not null,
    reason text,
    primary key (call_id, n)
  )`,
  `create table ringside.inbox (
    received_at timestamptz not null,
    ordinal int not null,
    account_id uuid not null,
    connection_id uuid not null,
    call_id uuid not null,
    status text not null,
    provider_at timestamptz,
    outcome text not null,
    body text not null
  ) partition by range (received_at)`,
  `create index inbox_call on ringside.inbox (call_id)`,
  `create table ringside.inbox_other partition of ringside.inbox default`,
  `create table ringside.event (
    stream text not null,
    seq bigint not null,
    at timestamptz not null,
    type text not null,
    account_id uuid not null,
    campaign_id uuid,
    call_id uuid,
    contact_id uuid,
    data jsonb not null,
    primary key (stream, seq, at)
  ) partition by range (at)`,
  `create index event_call on ringside.event (call_id) where call_id is not null`,
  `create table ringside.event_other partition of ringside.event default`,
  `create table ringside.stream (
    name text primary key,
    account_id uuid not null,
    seq bigint not null,
    contacts_canceled_at timestamptz
  ) with (fillfactor = 50)`,
  `create table ringside.command (
    account_id uuid not null,
    key text not null,
    actor text not null,
    name text not null,
    target text,
    body_hash text not null,
    result jsonb,
    at timestamptz not null,
    ip text,
    primary key (account_id, key)
  )`,
  // One row: the fence of the process that may write, and the number of its last commit.
  `create table ringside.writer (
    id int primary key check (id = 1),
    fence bigint not null,
    batch bigint not null
  ) with (fillfactor = 10)`,
  `insert into ringside.writer (id, fence, batch) values (1, 0, 0)`,
];

import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The number a campaign calls from; where the state changes of its calls are posted to, and those posts. */
export const outgoing: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `alter table ringside.campaign add column "from" text, add column call_state_url text`,
  `create table ringside.message (
    id uuid primary key,
    account_id uuid not null,
    campaign_id uuid not null,
    call_id uuid not null,
    sequence int not null,
    type text not null,
    url text not null,
    body text not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
    tries int not null default 0,
    next_try_at timestamptz,
    last_status int,
    last_error text,
    created_at timestamptz not null,
    delivered_at timestamptz
  ) with (fillfactor = 80)`,
  `create unique index message_of_call on ringside.message (call_id, sequence)`,
  `create index message_newest on ringside.message (account_id, created_at desc, id desc)`,
  `create index message_of_campaign on ringside.message (campaign_id, created_at desc, id desc)`,
  `create index message_dead on ringside.message (account_id, created_at desc, id desc) where state = 'dead'`,
  `create index message_waiting on ringside.message (next_try_at) where state = 'waiting'`,
  // Kept as they are: a signature is made with them.
  `create table ringside.webhook_secret (
    account_id uuid not null references ringside.account,
    secret bytea not null check (length(secret) between 24 and 64),
    created_at timestamptz not null default now(),
    ends_at timestamptz
  )`,
  // One at a time is the current one.
  `create unique index webhook_secret_current on ringside.webhook_secret (account_id) where ends_at is null`,
];

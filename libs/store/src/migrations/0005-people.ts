import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Users and their invitations, what a key may do, and whose a session is. */
export const people: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  // A null password: invited, and has not set one yet. An email signs in by itself, so no two accounts share one.
  `create table ringside.user (
    id uuid primary key,
    account_id uuid not null references ringside.account,
    name text not null,
    email text not null,
    email_key text not null unique,
    role text not null check (role in ('admin', 'supervisor', 'caller')),
    password text,
    disabled_at timestamptz,
    invitation_hash text unique,
    invitation_expires_at timestamptz,
    last_seen_at timestamptz,
    created_at timestamptz not null
  )`,
  `create index user_of_account on ringside.user (account_id, id)`,

  `alter table ringside.api_key add column id uuid`,
  // UUIDv7 of when it was made: keys are listed by their id.
  `update ringside.api_key set id = (
    lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0')
    || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`,
  `alter table ringside.api_key
    alter column id set not null,
    add constraint api_key_id unique (id),
    add column name text not null default 'First key',
    add column permissions text[] not null default '{read,dial,admin}',
    add column scheme text not null default 'scrypt' check (scheme in ('scrypt', 'sha256')),
    add column previous_scheme text check (previous_scheme in ('scrypt', 'sha256')),
    add column previous_salt bytea,
    add column previous_hash bytea,
    add column previous_until timestamptz,
    add column last_used_at timestamptz,
    add column revoked_at timestamptz`,
  `create index api_key_of_account on ringside.api_key (account_id, id)`,

  // Of neither a user nor a key: opened by the link that the terminal printed.
  `alter table ringside.session
    add column user_id uuid references ringside.user on delete cascade,
    add column key_id uuid references ringside.api_key (id) on delete cascade`,
  `create index session_of_user on ringside.session (user_id) where user_id is not null`,
  `create index session_of_key on ringside.session (key_id) where key_id is not null`,
  `alter table ringside.sign_in_link
    add column user_id uuid references ringside.user on delete cascade,
    add column key_id uuid references ringside.api_key (id) on delete cascade`,
];

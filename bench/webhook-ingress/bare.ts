/**
 * The baseline of `webhook-ingress`: a bare `node:http` server that group-commits the same rows into the same
 * PostgreSQL: the webhook as it came, the call's and the contact's new state, and the event. `node bare.ts <database url>
 * <calls>`; prints its address when ready.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

const [databaseUrl = '', calls = '0'] = process.argv.slice(2);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await client.query(`
  create table if not exists bare_call (id int primary key, uuid uuid, state text, reason text, ringing_at timestamptz,
    answered_at timestamptz, ended_at timestamptz, deadline_at timestamptz) with (fillfactor = 70);
  create table if not exists bare_contact (position int primary key, uuid uuid, status text, reason text, ringing_at timestamptz,
    answered_at timestamptz, ended_at timestamptz) with (fillfactor = 70);
  create table if not exists bare_inbox (id bigserial primary key, call_id int, received_at timestamptz, status text, body text);
  create index if not exists bare_inbox_call on bare_inbox (call_id);
  create table if not exists bare_event (stream text, seq bigint, type text, at timestamptz, call_id int, data jsonb,
    primary key (stream, seq));
  create index if not exists bare_event_call on bare_event (call_id);
  create table if not exists bare_stream (name text primary key, seq bigint);
  insert into bare_stream values ('campaign', 0) on conflict do nothing`);
for (const table of ['bare_call', 'bare_contact']) {
  await client.query(
    `insert into ${table} select n, gen_random_uuid(), 'dialing' from generate_series(1, $1) n on conflict do nothing`,
    [Number(calls)],
  );
}

interface Waiting {
  readonly call: number;
  readonly status: string;
  readonly body: string;
  readonly reply: ServerResponse;
}
let waiting: Waiting[] = [];
let committing = false;
let seq = 0;

/** What arrived during the last commit goes into the next one. */
async function commit(): Promise<void> {
  committing = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    const last = new Map(batch.map((item) => [item.call, item]));
    const now = new Date().toISOString();
    await client.query({
      name: 'commit',
      text: `with
        i as (insert into bare_inbox (call_id, received_at, status, body) select c, $4, s, b from unnest($1::int[], $2::text[], $3::text[]) as x (c, s, b)),
        e as (insert into bare_event (stream, seq, type, at, call_id, data)
              select 'campaign', q, 'call.' || s, $4, c, d from unnest($1::int[], $2::text[], $5::bigint[], $6::jsonb[]) as x (c, s, q, d)),
        c as (update bare_call set state = s, ringing_at = $4, deadline_at = $4 from unnest($7::int[], $8::text[]) as x (c, s) where id = c),
        k as (update bare_contact set status = s, ringing_at = $4 from unnest($7::int[], $8::text[]) as x (c, s) where position = c)
        update bare_stream set seq = $9 where name = 'campaign'`,
      values: [
        batch.map((item) => item.call),
        batch.map((item) => item.status),
        batch.map((item) => item.body),
        now,
        batch.map(() => ++seq),
        batch.map((item) => ({ call_id: randomUUID(), position: item.call, state: item.status })),
        [...last.keys()],
        [...last.values()].map((item) => item.status),
        seq,
      ],
    });
    for (const { reply } of batch) reply.writeHead(204).end();
  }
  committing = false;
}

const server = createServer((incoming, reply) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const { status } = JSON.parse(body) as { status: string };
    waiting.push({ call: Number(incoming.url?.slice(3)), status, body, reply });
    if (!committing) void commit();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => process.exit(0));

/**
 * The baseline of `webhook-ingress`: a bare `node:http` server that group-commits the same rows into the same
 * PostgreSQL: the webhook as it came, the call's and the contact's new state, and the event, in tables made like
 * Ringside's own. `node bare.ts <database url> <calls>`; prints its address when ready.
 */
import pg from 'pg';
import { serveIngress, type Brought } from '../support/bare-ingress.ts';

const [databaseUrl = '', calls = '0'] = process.argv.slice(2);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await client.query(`
  create table bare_call (like ringside.call including all) with (fillfactor = 70);
  create table bare_contact (like ringside.campaign_contact including all) with (fillfactor = 80);
  create table bare_inbox (like ringside.inbox including all);
  create table bare_event (like ringside.event including all);
  create table bare_stream (like ringside.stream including all) with (fillfactor = 50);
  insert into bare_stream (name, account_id, seq) values ('campaign', gen_random_uuid(), 0);
  create table bare_n (n int primary key, call_id uuid, contact_id uuid)`);
const campaign = '01a1f823-b54d-7680-99f7-70ce54fd1f61';
await client.query(
  'insert into bare_n select n, gen_random_uuid(), gen_random_uuid() from generate_series(1, $1::int) n',
  [Number(calls)],
);
await client.query(
  `insert into bare_call (id, account_id, campaign_id, contact_id, connection_id, position, pass, phone, state, in_flight,
     provider_call_id, placements, placement_open, created_at, dialing_at, end_estimated, deadline_at)
   select call_id, $1, $1, contact_id, $1, n, 1, '15550000000', 'dialing', true, n::text, 1, false, now(), now(), false, now() from bare_n`,
  [campaign],
);
await client.query(
  `insert into bare_contact (campaign_id, position, account_id, contact_id, status, calls, call_id, started_at)
   select $1, n, $1, contact_id, 'dialing', 1, call_id, now() from bare_n`,
  [campaign],
);
const { rows: ids } = await client.query<{ n: number; call_id: string; contact_id: string }>(
  'select * from bare_n',
);
const idsOf = new Map(ids.map((row) => [row.n, row]));

interface Waiting extends Brought {
  readonly call: number;
  readonly status: string;
  readonly body: string;
}
let seq = 0;

async function write(batch: readonly Waiting[]): Promise<void> {
  const last = new Map(batch.map((item) => [item.call, item]));
  const now = new Date().toISOString();
  await client.query({
    name: 'commit',
    text: `with
        i as (insert into bare_inbox (received_at, ordinal, account_id, connection_id, call_id, status, outcome, body)
              select $4, o, $10, $10, c, s, 'applied', b from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as x (c, s, b, o)),
        e as (insert into bare_event (stream, seq, at, type, account_id, campaign_id, call_id, contact_id, data)
              select 'campaign', q, $4, 'call.' || s, $10, $10, c, k, d
              from unnest($1::uuid[], $2::text[], $5::bigint[], $6::jsonb[], $11::uuid[]) as x (c, s, q, d, k)),
        c as (update bare_call set state = s, in_flight = s <> 'completed', ringing_at = $4, deadline_at = $4
              from unnest($7::uuid[], $8::text[]) as x (c, s) where id = c),
        k as (update bare_contact set status = s, ringing_at = $4
              from unnest($12::int[], $8::text[]) as x (n, s) where campaign_id = $10 and position = n)
        update bare_stream set seq = $9 where name = 'campaign'`,
    values: [
      batch.map((item) => idsOf.get(item.call)?.call_id),
      batch.map((item) => item.status),
      batch.map((item) => item.body),
      now,
      batch.map(() => ++seq),
      batch.map((item) => {
        const found = idsOf.get(item.call);
        return { ...found, position: item.call, pass: 1, state: item.status, reason: null };
      }),
      [...last.keys()].map((call) => idsOf.get(call)?.call_id),
      [...last.values()].map((item) => item.status),
      seq,
      campaign,
      batch.map((item) => idsOf.get(item.call)?.contact_id),
      [...last.keys()],
    ],
  });
}

serveIngress((url, body, reply): Waiting => {
  const { status } = JSON.parse(body) as { status: string };
  return { call: Number(url?.slice(3)), status, body, reply };
}, write);

/**
 * The baseline of `pbx-webhooks`: a bare `node:http` server that group-commits the same rows into the same PostgreSQL: the
 * webhook as it came, the call, and the event, in tables made like Ringside's own. `node bare.ts <database url>`; prints its
 * address when ready.
 */
import pg from 'pg';
import { serveIngress, type Brought } from '../support/bare-ingress.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await client.query(`
  create table bare_call (like ringside.call including all);
  create table bare_inbox (like ringside.inbox including all);
  create table bare_event (like ringside.event including all);
  create table bare_stream (like ringside.stream including all);
  insert into bare_stream (name, account_id, seq) values ('connection', gen_random_uuid(), 0)`);
const same = '01a1f823-b54d-7680-99f7-70ce54fd1f61';
const STATES: Readonly<Record<string, string>> = {
  ORIGINATE: 'dialing',
  RING: 'ringing',
  ANSWERED: 'answered',
  HANGUP: 'completed',
};

interface Waiting extends Brought {
  readonly uuid: string;
  readonly state: string;
  readonly body: string;
}
let seq = 0;

async function write(batch: readonly Waiting[]): Promise<void> {
  const last = new Map(batch.map((item) => [item.uuid, item]));
  const now = new Date().toISOString();
  await client.query({
    name: 'commit',
    text: `with
        i as (insert into bare_inbox (received_at, ordinal, account_id, connection_id, call_id, tenant_id, status, outcome, body)
              select $4, o, $8, $8, c, $8, s, 'applied', b from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as x (c, s, b, o)),
        e as (insert into bare_event (stream, seq, at, type, account_id, call_id, data)
              select 'connection', q, $4, 'call.' || s, $8, c, d
              from unnest($1::uuid[], $2::text[], $5::bigint[], $6::jsonb[]) as x (c, s, q, d)),
        c as (insert into bare_call (id, account_id, origin, connection_id, tenant_id, provider_call_id, phone, from_number, direction,
                state, in_flight, placements, placement_open, created_at, dialing_at, end_estimated, deadline_at, heard)
              select c, $8, 'pbx', $8, $8, c::text, '12025550123', '12025550100', 'outbound', s, s <> 'completed', 0, false, $4, $4, false, $4, 1
              from unnest($9::uuid[], $10::text[]) as x (c, s)
              on conflict (id) do update set state = excluded.state, in_flight = excluded.in_flight,
                ringing_at = $4, heard = bare_call.heard | excluded.heard, deadline_at = $4)
        update bare_stream set seq = $7 where name = 'connection'`,
    values: [
      batch.map((item) => item.uuid),
      batch.map((item) => item.state),
      batch.map((item) => item.body),
      now,
      batch.map(() => ++seq),
      batch.map((item) => ({ call_id: item.uuid, origin: 'pbx', state: item.state, reason: null })),
      seq,
      same,
      [...last.keys()],
      [...last.values()].map((item) => item.state),
    ],
  });
}

serveIngress((_url, body, reply): Waiting => {
  const { uuid, action } = JSON.parse(body) as { uuid: string; action: string };
  return { uuid, state: STATES[action] ?? '', body, reply };
}, write);

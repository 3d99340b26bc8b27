/**
 * The baseline of `asterisk`: a bare loop that keeps some lines full, over the same engine and the same PostgreSQL, with one row
 * committed for each event of its calls, and one before each request. `node bare.ts <database url> <ari url> <lines> <calls>
 * <number> <socket|http>`; prints its address when ready. It asks as Ringside does: over the event stream where the engine can.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { WebSocket } from 'ws';

const [databaseUrl = '', ari = '', lines = '1', calls = '1', number = '', way = 'socket'] =
  process.argv.slice(2);
const authorization = `Basic ${Buffer.from('dialer:dialer-loopback-test').toString('base64')}`;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query(
  'create table if not exists bare_event (id bigserial primary key, call text, type text, at timestamptz default now())',
);
const commit = (call: string, type: string): Promise<unknown> =>
  pool.query({
    name: 'insert',
    text: 'insert into bare_event (call, type) values ($1, $2)',
    values: [call, type],
  });

const socket = new WebSocket(`${ari.replace('http', 'ws')}/ari/events?app=bare`, {
  headers: { authorization },
});
const ours = new Set<string>();
let dialed = 0;

async function dial(): Promise<void> {
  if (dialed >= Number(calls)) return;
  dialed += 1;
  const id = randomUUID();
  ours.add(id);
  await commit(id, 'dial');
  const uri = `channels/${id}?endpoint=${encodeURIComponent(`Local/${number}@carrier`)}&app=bare&timeout=60`;
  if (way === 'socket')
    socket.send(JSON.stringify({ type: 'RESTRequest', request_id: id, method: 'POST', uri }));
  else await fetch(`${ari}/ari/${uri}`, { method: 'POST', headers: { authorization } });
}

socket.on('message', (data: Buffer) => {
  const event = JSON.parse(data.toString()) as { type: string; channel?: { id: string } };
  const id = event.channel?.id ?? '';
  if (!ours.has(id) || !['ChannelStateChange', 'ChannelDestroyed', 'StasisStart'].includes(event.type))
    return;
  const written = commit(id, event.type);
  if (event.type === 'ChannelDestroyed') void written.then(dial);
});
socket.once('open', () => {
  console.log(`ready ${ari}`);
  for (let line = 0; line < Number(lines); line++) void dial();
});
process.once('SIGTERM', () => process.exit(0));

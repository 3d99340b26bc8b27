/**
 * The baseline of `refill`: a bare loop over the same phone system and the same PostgreSQL, with one commit of one row
 * before each request. `node bare.ts <database url> <phone system url> <lines> <calls> [ordered]`; prints its address when
 * ready. `ordered`: it promises what Ringside promises with up to 10 lines, that requests arrive in list order, so each
 * waits for the answer to the one before; otherwise each line dials for itself.
 */
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { post } from '../support/phone-system.ts';

const [databaseUrl = '', phoneSystem = '', lines = '3', calls = '1000', order = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const agent = new Agent({ keepAlive: true, maxSockets: 512 });
await pool.query(
  'create table if not exists bare_call (id bigserial primary key, phone text, at timestamptz default now())',
);

let dialed = 0;
let before = Promise.resolve();
/** A line is free. */
function free(): void {
  if (order === 'ordered') before = before.then(dial);
  else void dial();
}

async function dial(): Promise<void> {
  if (dialed >= Number(calls)) return;
  const n = ++dialed;
  await pool.query({
    name: 'insert',
    text: 'insert into bare_call (phone) values ($1)',
    values: [`1555010${n}`],
  });
  await post(
    agent,
    `${phoneSystem}/call`,
    JSON.stringify({ phone: `1555010${n}`, webhookURL: `${address()}/w/${n}` }),
  );
}

const server = createServer((incoming, reply) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    reply.writeHead(204).end();
    const { status } = JSON.parse(Buffer.concat(chunks).toString()) as { status: string };
    if (status === 'completed') free();
  });
});
server.keepAliveTimeout = 60_000;
const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
server.listen(0, '127.0.0.1', () => {
  console.log(`ready ${address()}`);
  for (let line = 0; line < Number(lines); line++) free();
});
process.once('SIGTERM', () => process.exit(0));

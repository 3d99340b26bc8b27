import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRingside, type Ringside } from '@ringside/client';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { startApi, until, type Api } from '../e2e/harness.js';

/** The examples of the client's README as they stand there, run by plain node against a running service. */
const examples = [...readFileSync('libs/client/README.md', 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code]) => code ?? '',
);

let api: Api;
let ringside: Ringside;
/** Inside the project, so that packages are found as an application finds them. */
const folder = resolve('.build', `readme-${process.pid}`);
const running: ChildProcess[] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const [index, code] of examples.entries()) writeFileSync(join(folder, `${index}.ts`), code);
  api = await startApi({ mock: { seed: 3, behaviour: { people: 'answer', speed: 60 } } });
  ringside = createRingside({ url: api.url, credentials: api.credentials });
});
afterAll(async () => {
  for (const child of running) child.kill();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function run(index: number, env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `${index}.ts`], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      RINGSIDE_URL: api.url,
      API_KEY: api.credentials.apiKey,
      API_AUTH: api.credentials.apiAuth,
      PORT: '0',
      ...env,
    },
  });
  running.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return {
    output: () => output,
    ended: new Promise((done) => child.once('close', (code) => done(code))),
  };
}

describe('the examples of the client', () => {
  it('are three, and compile as strictly as TypeScript can', () => {
    expect(examples).toHaveLength(3);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'es2023',
          module: 'nodenext',
          strict: true,
          noUncheckedIndexedAccess: true,
          noEmit: true,
          skipLibCheck: true,
          types: ['node'],
        },
        include: ['*.ts'],
      }),
    );
    const { stdout, status } = spawnSync(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), '-p', folder],
      { encoding: 'utf8', timeout: 240_000 },
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  }, 300_000);

  it('call a list and watch it to the end', async () => {
    const { output, ended } = run(0);
    expect({ code: await ended, output: output() }).toEqual({
      code: 0,
      output: expect.stringMatching(/\+1 202 555 010\d ringing[^]*\n3 of 3 were talked to\n$/),
    });
  });

  it('walk through everything, and tell what does not go', async () => {
    const { output, ended } = run(1);
    expect({ code: await ended, output: output() }).toEqual({
      code: 0,
      output: expect.stringMatching(
        /^(?!0\.0)[\d.]+ seconds of talk\n(.+: campaign_\w+\n)+no such call: 404\n$/,
      ),
    });
  });

  it('hear of every call, in order, and believe nobody else', async () => {
    const { secret } = await ringside.account.webhookSecret();
    const { output } = run(2, { WEBHOOK_SECRET: secret });
    const port = await until(
      () => /port: (\d+)/.exec(output())?.[1] ?? '',
      (found) => found !== '',
    );
    const call_state_url = `http://127.0.0.1:${port}/calls/:call_id`;
    const { id } = await ringside.call({ dialer_type: 'Fixed', phone_number: '12025550101', call_state_url });
    await until(output, (text) => text.includes('call.completed'));
    const [call] = (await ringside.campaigns.calls(id).first()).items;
    const heard = output().split('\n').slice(1).join('\n').trim();
    expect(heard).toMatch(
      new RegExp(
        `^(call\\.(placing|dialing|ringing|answered) ${call?.id} \\d\n)+call\\.completed ${call?.id} \\d$`,
      ),
    );

    const forged = JSON.stringify({ type: 'call.busy', timestamp: '', data: { call_id: call?.id } });
    const at = new Date();
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: forged,
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(`whsec_${Buffer.alloc(24, 8).toString('base64')}`).sign(
          'msg_1',
          at,
          forged,
        ),
      },
    });
    expect(response.status).toBe(400);
    expect(output()).not.toContain('call.busy');

    // Newest first; what became of a message is noted after its answer.
    const [last] = await until(
      async () => (await ringside.webhookMessages.all({ campaign: id, state: 'delivered' }).first()).items,
      ([newest]) => newest?.name === 'call.completed',
    );
    if (last === undefined) throw new Error('no message is told of');
    await ringside.webhookMessages.replay(last.id);
    const again = (text: string): boolean => text.split(`${last.name} `).length > 2;
    await until(output, again);
    await until(
      () => ringside.webhookMessages.get(last.id),
      ({ state, delivered_at }) => state === 'delivered' && delivered_at !== last.delivered_at,
    );
  });
});

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, openSink, type Sink } from '../test/sink.js';
import { type PbxMock, startPbxMock } from './index.js';

// The commands of docs/guides/pbx-mock.md, followed as they stand there.

const guide = readFileSync(new URL('../../../docs/guides/pbx-mock.md', import.meta.url), 'utf8');

interface Command {
  readonly line: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** Commands of one chapter, or of all. */
function commandsOf(chapter = ''): Command[] {
  const from = chapter === '' ? 0 : guide.indexOf(`## ${chapter}`);
  const to = chapter === '' ? guide.length : guide.indexOf('\n## ', from + 1);
  const blocks = guide.slice(from, to).matchAll(/```sh\n([\s\S]*?)```/g);
  return [...blocks]
    .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) => {
      const [, path] = /^curl\b.* '?http:\/\/127\.0\.0\.1:3030(\/[^\s']*)/.exec(line) ?? [];
      if (path === undefined) return [];
      const body = / -d '([^']*)'/.exec(line)?.[1];
      const method = / -X (\w+)/.exec(line)?.[1] ?? (body === undefined ? 'GET' : 'POST');
      return [{ line, method, path, body }];
    });
}

let mock: PbxMock;
let sink: Sink;
beforeEach(async () => {
  sink = await openSink();
  mock = await startPbxMock({ port: 0, behaviour: { speed: 50 } });
});
afterEach(async () => {
  await mock.close();
  await sink.close();
});

const follow = ({ method, path, body }: Command): Promise<Response> =>
  fetch(mock.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: body.replace('http://127.0.0.1:4000/', sink.url('')) }),
  });

describe('the guide', () => {
  it('bridges, listens, plays and finds machines as it says', async () => {
    const [, names = ''] = /\n(call ann .*)\n/.exec(guide) ?? [];
    const calls = [...names.matchAll(/call (\w+) (\d+)/g)].map(([, callId = '', phone = '']) => ({
      callId,
      phone,
    }));
    expect(calls.map(({ callId }) => callId)).toEqual(['ann', 'ben', 'eve', 'bot']);
    const [, template = ''] = /\n(?:call\(\) \{ curl .* -d "(.*)"; \})\n/.exec(guide) ?? [];
    for (const { callId, phone } of calls) {
      const body = template.replaceAll('\\"', '"').replace('$1', callId).replace('$2', phone);
      const line = 'POST /call';
      expect(await (await follow({ line, method: 'POST', path: '/call', body })).json()).toHaveProperty('id');
    }
    await eventually(
      () => mock.call('bot')?.answeredBy === 'machine' && mock.call('eve')?.status === 'answered',
    );
    expect(mock.call('ann')?.status).toBe('answered');

    const commands = commandsOf('Bridges, listening');
    expect(commands.length).toBeGreaterThanOrEqual(7);
    for (const command of commands) {
      const response = await follow(command);
      expect([command.line, response.ok]).toEqual([command.line, true]);
      if (command.path === '/bridges/talk') expect(mock.bridges()[0]?.calls).toHaveLength(2);
      if (command.path === '/listenings/ear' && command.method === 'POST')
        expect(mock.listenings()).toHaveLength(1);
    }
    expect(mock.listenings()).toEqual([]);
    expect(mock.call('ben')?.status).toBe('completed');
    await sink.until((got) => got.some((one) => 'answered_by' in one && one.answered_by === 'machine'));
  });

  it('gives no command that the mock does not take', async () => {
    const commands = commandsOf();
    expect(commands.length).toBeGreaterThan(25);
    mock.setWebhookUrl(sink.url('own'));
    const wrong: string[] = [];
    for (const command of commands.filter(({ path }) => path !== '/mock/refuse')) {
      const path = command.path.replace('cdr_slow_ms=3000', 'cdr_slow_ms=30').replace('=10000', '=10');
      const outcome = await follow({ ...command, path }).then(
        (response) =>
          response.text().then(
            () => response.status,
            () => 'broken',
          ),
        () => 'nothing',
      );
      if (!expected(path).includes(outcome)) wrong.push(`${command.line}: ${outcome}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** How a command may be answered while there are no calls. */
function expected(path: string): (number | string)[] {
  if (path.includes('cdr_500')) return [500];
  if (path.includes('cdr_broken')) return ['broken'];
  return /^\/(calls|bridges|listenings)\/./.test(path) ? [404] : [200];
}

import { describe, expect, it } from '@jest/globals';
import { createLog, nestLogger } from './log.js';
import { prettyLine } from './pretty.js';

describe('a pretty line', () => {
  it('has the time, the level, the words and the fields', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: '2026-01-02T03:04:05.678Z',
      msg: 'it ended',
      code: 1,
      why: 'a b',
    });
    expect(prettyLine(line)).toBe('03:04:05 warn  it ended code=1 why="a b"\n');
  });

  it('keeps what it cannot read', () => {
    expect(prettyLine('not json\n')).toBe('not json\n');
  });
});

describe('the log', () => {
  const written = (write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] => {
    const lines: string[] = [];
    write(createLog({ level: 'debug', format: 'json' }, { write: (line) => lines.push(line) }));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('shows no secret and no more than three digits of a number', () => {
    const lines = written((log) => {
      log.info({ phone: '+12025550123', token: 'abcdefgh-secret-123', api_auth: 'hunter22' }, 'x');
      log.info({ call: { phone: '12025550123' } }, 'y');
    });
    expect(JSON.stringify(lines)).not.toMatch(/2025550|secret|hunter/);
    expect(lines[0]).toMatchObject({ level: 'info', phone: '...123', msg: 'x' });
  });

  it('takes the lines of Nest, its chatter as debug', () => {
    const lines = written((log) => {
      const nest = nestLogger(log);
      nest.log('Mapped route', 'RouterExplorer');
      nest.error(new Error('broken'), 'Somewhere');
    });
    expect(lines).toMatchObject([
      { level: 'debug', msg: 'Mapped route', context: 'RouterExplorer' },
      { level: 'error', msg: 'broken', context: 'Somewhere', err: { message: 'broken' } },
    ]);
  });
});

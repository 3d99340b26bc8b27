import { describe, expect, it } from '@jest/globals';
import { ERRORS, HOLDING_CODES, REASONS } from '@ringside/contracts';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { settingsHelp } from '../../apps/api/src/config/env.js';

const read = (path: string): string => readFileSync(path, 'utf8');
const readme = read('README.md');

/** Files below these folders, results and dependencies left out. */
function files(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (/^(node_modules|dist|coverage|\.(git|build|angular|ringside))$/.test(entry.name)) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? files(path) : [path];
    }),
  );
}
const pages = files('.').filter((path) => path.endsWith('.md'));
const code = files('libs', 'apps').filter((path) => /\.ts$/.test(path));

describe('README', () => {
  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150);
  });

  it('begins with the two commands, before any explanation', () => {
    expect(readme).toMatch(/^# Ringside\n+```sh\nnpm start\b[^\n]*\nnpm test\b[^\n]*\n```\n/);
  });

  it('names every setting', () => {
    const settings = [...settingsHelp().matchAll(/^ {2}([A-Z][A-Z_]+) /gm)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the protocol pages', () => {
  const socket = read('docs/protocol/socket.md');
  const rest = read('docs/protocol/rest.md');
  const keysOf = (path: string, name: string): string[] => {
    const [, body = ''] = new RegExp(`interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(read(path)) ?? [];
    return [...body.matchAll(/^ {2}'([a-z_.]+)'/gm)].map(([, key]) => key ?? '');
  };
  const undocumented = (page: string, words: readonly string[]): string[] =>
    words.filter((word) => !new RegExp(`^\\| \`${word}\` \\|`, 'm').test(page));

  it.each([
    ['fact', 'libs/contracts/src/events.ts', 'FactData', 25],
    ['socket command', 'libs/contracts/src/commands.ts', 'ClientCommands', 8],
    ['socket event', 'libs/contracts/src/commands.ts', 'ServerEvents', 3],
  ])('have a line for every %s', (_what, path, name, atLeast) => {
    const keys = keysOf(path, name);
    expect(keys.length).toBeGreaterThanOrEqual(atLeast);
    expect(undocumented(socket, keys)).toEqual([]);
  });

  it('have a line for every holding code, error code and reason', () => {
    expect(undocumented(socket, HOLDING_CODES)).toEqual([]);
    expect(undocumented(rest, Object.keys(ERRORS))).toEqual([]);
    expect(undocumented(rest, Object.keys(REASONS))).toEqual([]);
  });

  it('give every error its status', () => {
    for (const [name, status] of Object.entries(ERRORS))
      expect(rest).toContain(`| \`${name}\` | ${status} |`);
  });
});

describe('links', () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = '']) => ({ page, link })),
  );

  it('lead somewhere', () => {
    const broken = links.filter(({ page, link }) => {
      const [path = ''] = link.split('#');
      return path !== '' && !existsSync(join(dirname(page), path));
    });
    expect(broken).toEqual([]);
  });

  it('lead to a heading that is there', () => {
    const broken = links.filter(({ page, link }) => {
      const [path, anchor] = link.split('#');
      if (anchor === undefined || (path && !path.endsWith('.md'))) return false;
      const headings = read(path ? join(dirname(page), path) : page).matchAll(/^#+ (.+)$/gm);
      return ![...headings].some(([, heading = '']) => slug(heading) === anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** As GitHub makes anchors of headings. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('the pacing guide', () => {
  it('shows the figures that are stored', () => {
    const [, reached = ''] = read('docs/guides/pacing.md').split(/<!-- [/]?reached -->/);
    const rows = [...reached.matchAll(/^\| (\d+) \|(.*)\|$/gm)].map(([, callers = '', cells = '']) => ({
      callers,
      cells: cells.split('|').map((cell) => cell.trim()),
    }));
    expect(rows.length).toBe(8);
    const columns = ['M.predictive', 'R1.power', 'R1.predictive', 'R2.power', 'R2.predictive'];
    for (const { callers, cells } of rows) {
      const shown = Object.fromEntries(columns.map((column, i) => [column, cells[i + 1]]));
      const stored = columns.map((column) => [column, busyPercent(column.replace('.', `-${callers}.`))]);
      expect({ callers, ...shown }).toEqual({ callers, ...Object.fromEntries(stored) });
    }
  });
});

/** As bench/pacing measured it; empty where it was not. */
function busyPercent(result: string): string {
  const path = join('bench', 'pacing', 'results', `${result}.json`);
  if (!existsSync(path)) return '';
  const { report } = JSON.parse(read(path)) as { report: { busyShare: { mean: number } } };
  return (100 * report.busyShare.mean).toFixed(1);
}

describe('names in the code', () => {
  const [, table = ''] = read('docs/GLOSSARY.md').split('## Words we do not use');
  const banned = [...table.matchAll(/^\| ([a-z, ]+) \|/gm)]
    .flatMap(([, words = '']) => words.split(', '))
    .filter((word) => word !== 'not');

  it('are those of the glossary', () => {
    expect(banned.length).toBeGreaterThan(8);
    const words = (name: string): string[] =>
      name.split(/[-_.]|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase().replace(/s$/, ''));
    const declaration = /\b(?:class|interface|type|function|const|let|enum) ([A-Za-z_$][\w$]*)/g;
    const found = code.flatMap((path) =>
      [basename(path, '.ts'), ...[...read(path).matchAll(declaration)].map(([, name = '']) => name)]
        .filter((name) => words(name).some((word) => banned.includes(word)))
        .map((name) => `${path}: ${name}`),
    );
    expect(found).toEqual([]);
  });
});

describe('every file', () => {
  it('is free of the paths of somebody’s machine', () => {
    const text = files('.').filter((path) => !/\.(png|ico|woff2?|gz)$/.test(path));
    const paths = new RegExp(['/work/(main|shared)', '/root/', '/home/[a-z]+/', '/Users/[a-z]+/'].join('|'));
    expect(text.filter((path) => path !== 'test/arch/docs.spec.ts' && paths.test(read(path)))).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `npm run simulate` and `npm run optimum`, as docs/guides/pacing.md shows them. */

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
async function run(script: string, ...args: readonly string[]): Promise<Ran> {
  const path = resolve(import.meta.dirname, '../../scripts', script);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  // What was stale is built first, and that is told.
  return { code, out, err: err.replaceAll(/^ {2}Building .*\n/gm, '') };
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringside-e2e-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A row of the table, its words apart. */
function rowOf(table: string, name: string): string[] {
  const line = table.split('\n').find((one) => one.startsWith(name)) ?? '';
  return line
    .slice(name.length)
    .trim()
    .split(/\s{2,}/);
}

describe('npm run simulate', () => {
  it('prints how ways of pacing compare, and draws them', async () => {
    const page = join(folder, 'simulation.html');
    const asked = ['--callers', '2,5', '--answer-rate', '0.25', '--hours', '0.5', '--weeks', '2'];
    const { code, out, err } = await run('simulate.mjs', ...asked, '--out', page);
    expect([code, err]).toEqual([0, expect.stringMatching(/^  Simulating [.]{3} [\d.]+ s\n$/)]);
    expect(out).toMatch(/^2 callers\s+predictive\s+power$/m);
    expect(out).toMatch(/^5 callers\s+predictive\s+power$/m);
    const [predictive, power] = rowOf(out, 'busy (talk and wrap-up)').map(parseFloat);
    expect(predictive).toBeGreaterThan(50);
    expect(power).toBeGreaterThan(50);
    expect(rowOf(out, 'abandoned, of live answers')[1]).toMatch(/^0[.]0/);
    const drawn = await readFile(page, 'utf8');
    for (const title of [
      'Busy share by number of callers, %',
      'Abandoned in the last ten minutes, % of live answers',
      'Lines in flight',
      'Abandonments that can still be afforded',
    ])
      expect(drawn).toContain(title);
    expect(drawn.match(/<svg/g)).toHaveLength(3);
    expect(drawn).not.toMatch(/NaN|undefined|<script|<link|src=/);
    expect(drawn).toContain('<h1>Simulated: 2 and 5 callers in world R1</h1>');
    expect(out).toContain('simulation.html');
    // Names at the ends of lines: apart from each other, none on the hours below the axis.
    const names = [...drawn.matchAll(/<text class="n f\d" x="[\d.]+" y="([\d.]+)"/g)].map((one) =>
      Number(one[1]),
    );
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((y) => y % 320 > 284)).toEqual([]);
    const apart = names.slice(1).map((y, i) => y - (names[i] ?? 0));
    expect(apart.filter((gap) => gap >= 0 && gap < 14.9)).toEqual([]);
  });

  it('says the same of the same seed, and other things of another', async () => {
    const seed = async (n: string): Promise<string> =>
      (await run('simulate.mjs', '--json', '--callers=3', '--hours=0.5', '--weeks=1', `--seed=${n}`)).out;
    const [first, again, another] = [await seed('7'), await seed('7'), await seed('8')];
    const figures = JSON.parse(first) as readonly { readonly callers: number }[];
    expect(figures).toMatchObject([{ callers: 3, results: [{ policy: 'predictive' }, { policy: 'power' }] }]);
    expect(again).toBe(first);
    expect(another).not.toBe(first);
  });

  it.each([
    ['--callers=0', /--callers must be a number, 1 to/],
    ['--answer-rate=2', /--answer-rate must be a number/],
    ['--policy=best', /no way of pacing "best"; there are .*predictive/],
    ['--world=Mars', /no world "Mars"/],
    ['--colour=red', /there is no option --colour; --help/],
    ['--seed -1', /--seed needs a value/],
    ['--json=1', /--json takes no value/],
    ['five', /"five" belongs to no option/],
    [`--out ${tmpdir()}`, /--out must be a file/],
  ])('says in one line what is wrong with %s', async (asked, words) => {
    const { code, out, err } = await run('simulate.mjs', ...asked.split(' '));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(words);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('npm run optimum', () => {
  it('tells the best that is possible, and what the law comes to beside it', async () => {
    const asked = ['--callers', '5', '--answer-rate', '0.25', '--handle', '135', '--ring', '20'];
    const { code, out, err } = await run('optimum.mjs', ...asked, '--limit', '0.03');
    expect([code, err]).toEqual([0, '']);
    // Figures of the specification: 74.5 % with five callers at 3 %; 62.79 % one line for each idle caller.
    expect(out).toMatch(/^busy\s+74[.]49 %/m);
    expect(out).toMatch(/^power\s+62[.]79 %, 0[.]00 % abandoned$/m);
    expect(out).toMatch(/^predictive\s+74[.]\d\d %, (2[.]9\d|3[.]00) % abandoned$/m);
  });

  it.each([
    ['--callers five', /--callers must be a number, 1 to 500; "five" is not/],
    ['--limit 2', /--limit must be a number/],
    ['--colour red', /there is no option --colour; --help/],
  ])('says in one line what is wrong with %s', async (asked, words) => {
    const { code, out, err } = await run('optimum.mjs', ...asked.split(' '));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(words);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('says what can be asked', async () => {
    const { code, out, err } = await run('optimum.mjs', '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/--limit 0[.]03 +share of answers that may be abandoned/);
  });
});

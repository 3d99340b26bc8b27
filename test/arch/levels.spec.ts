import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { rules, violationsIn } from './depcruise.js';

it('imports go where docs/ARCHITECTURE.md lets them', () => {
  expect(violationsIn(['libs', 'apps'])).toEqual([]);
});

/** A small monorepo in which every wall is broken once: rule, file, what stands in it. */
const broken: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['level-0-imports-lower-levels', 'libs/contracts/src/up.ts', `export * from '@ringside/engine';`],
  ['level-1-imports-lower-levels', 'libs/outbound/src/sideways.ts', `export * from '@ringside/telephony';`],
  ['level-2-imports-lower-levels', 'libs/engine/src/up.ts', `export type * from '@ringside/client';`],
  ['level-3-imports-lower-levels', 'libs/client/src/sideways.ts', `export * from '@ringside/simulation';`],
  ['level-4-imports-lower-levels', 'libs/dialer/src/up.ts', `export * from '../../../apps/api/src/main.js';`],
  ['no-cycles', 'libs/engine/src/egg.ts', `import { hen } from './hen.js'; export const egg = () => hen;`],
  ['entries-only', 'apps/api/src/deep.ts', `export * from '../../../libs/engine/src/hen.js';`],
  ['core-knows-no-framework', 'libs/telephony/src/nest.ts', `export { Injectable } from '@nestjs/common';`],
  ['core-does-no-io', 'libs/engine/src/reads.ts', `export { readFileSync } from 'node:fs';`],
  ['browser-side-is-small', 'apps/console/src/db.ts', `export * from '@ringside/engine';`],
  ['client-runs-in-browsers', 'libs/client/src/reads.ts', `export { readFileSync } from 'node:fs';`],
  ['only-apps-choose', 'libs/dialer/src/picks.ts', `export * from '@ringside/store';`],
  ['apps-are-apart', 'apps/pbx-mock/src/peeks.ts', `export * from '../../api/src/main.js';`],
  ['no-dev-dependencies', 'libs/store/src/dev.ts', `export { default } from 'jest';`],
  ['declared-dependencies', 'libs/store/src/luck.ts', `export { Injectable } from '@nestjs/common';`],
  ['tests-stay-outside', 'libs/store/src/leans.ts', `export * from '../../../test/story.js';`],
  ['everything-resolves', 'libs/store/src/lost.ts', `export * from './nowhere.js';`],
];
const ground: readonly (readonly [file: string, source: string])[] = [
  ['libs/engine/src/hen.ts', `import { egg } from './egg.js'; export const hen = () => egg;`],
  ['libs/store/package.json', `{"name":"@ringside/store","devDependencies":{"jest":"*"}}`],
  ['test/story.ts', 'export const story = 1;'],
  ['apps/api/src/main.ts', 'export const main = 1;'],
  ...['contracts', 'telephony', 'engine', 'simulation', 'store', 'client'].map(
    (name) => [`libs/${name}/src/index.ts`, `export const ${name} = 1;`] as const,
  ),
  [
    'tsconfig.json',
    `{"compilerOptions":{"module":"nodenext","paths":{"@ringside/*":["./libs/*/src/index.ts"]}}}`,
  ],
];

describe('each wall stops somebody', () => {
  // Inside the project, so that packages resolve as they do for real.
  const folder = resolve('.build', `walls-${process.pid}`);
  let caught: string[] = [];

  beforeAll(() => {
    for (const [file, source] of [...ground, ...broken.map(([, ...rest]) => rest)]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), source);
    }
    caught = violationsIn(['libs', 'apps'], folder, 'tsconfig.json').map(
      ({ rule, from }) => `${rule} ${from}`,
    );
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(broken)('%s: %s', (rule, file) => {
    expect(caught).toContain(`${rule} ${file}`);
  });

  it('is tried for every rule, and every rule says why it stands', () => {
    expect(broken.map(([rule]) => rule).toSorted()).toEqual(rules.map(({ name }) => name).toSorted());
    expect(rules.filter(({ comment }) => comment.length < 40)).toEqual([]);
  });

  it('leaves files alone that keep to the rules', () => {
    expect(caught.filter((line) => line.endsWith('/index.ts'))).toEqual([]);
  });
});

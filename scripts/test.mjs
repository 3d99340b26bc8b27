// `npm test`: builds, checks the types of every spec, then runs the unit, end-to-end and console specs.
//   npm test -- libs/engine          only what matches, as for jest; all of jest's options work
//   npm run test:browser             the specs that need a Chromium, one after another
// Results are also left in .build/jest-<specs|browser>.json.
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { buildDir, root } from './lock.mjs';
import { Problem, run, step } from './say.mjs';

const args = process.argv.slice(2);
const browser = args.includes('--browser');
const forJest = args.filter((arg) => arg !== '--browser');

await run(async () => {
  await buildIfStale();
  checkTypes(['tsconfig.spec.json', 'apps/console/tsconfig.spec.json']);
  process.exitCode = jest();
});

/** Jest strips types without looking at them, and the build leaves the specs out. */
function checkTypes(projects) {
  const progress = step('Checking the types of the specs');
  const failures = projects.map((project) => {
    const cache = join(buildDir, `${project.replaceAll('/', '-')}.tsbuildinfo`);
    const pretty = ['--pretty', String(process.stdout.isTTY === true)];
    const options = ['--noEmit', ...pretty, '--incremental', '--tsBuildInfoFile', cache];
    return node(['node_modules/typescript/bin/tsc', '-p', project, ...options], 'pipe');
  });
  const output = failures.map(({ stdout }) => stdout.toString().trim()).filter(Boolean);
  progress.end(output.length > 0 ? 'failed' : undefined);
  if (failures.some(({ status }) => status !== 0)) {
    process.stderr.write(`\n${output.join('\n')}\n`);
    throw new Problem('the specs do not compile; the reasons are above');
  }
}

function jest() {
  const name = browser ? 'browser' : 'specs';
  const chosen = forJest.some((arg) => arg.startsWith('--selectProjects') || arg === '--projects');
  const projects = browser ? ['browser'] : ['node', 'e2e', 'console'];
  const { status } = node(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...(chosen ? [] : ['--selectProjects', ...projects]),
      // Specs start databases and phone systems of their own: more at once than cores makes them all late.
      `--maxWorkers=${browser ? 1 : Math.min(4, availableParallelism())}`,
      '--json',
      `--outputFile=${join(buildDir, `jest-${name}.json`)}`,
      ...forJest,
    ],
    'inherit',
  );
  return status ?? 1;
}

function node(nodeArgs, stdio) {
  return spawnSync(process.execPath, nodeArgs, { cwd: root, stdio: ['ignore', stdio, stdio] });
}

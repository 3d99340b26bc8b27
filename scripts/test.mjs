// `npm test`: builds, checks the types of every spec, then runs the unit, end-to-end and console specs.
//   npm test -- libs/engine          only what matches, as for jest; all of jest's options work
//   npm run test:browser             the specs that need a Chromium, one after another
//   npm run test:asterisk            the specs that need real phone systems: Asterisk, the newest and 16
// Results are also left in .build/jest-<specs|browser|asterisk>.json.
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { buildDir, root } from './lock.mjs';
import { Problem, run, step } from './say.mjs';

const args = process.argv.slice(2);
/** What is run, with how many specs at once: those that look at a screen want the machine for themselves. */
const suites = {
  specs: { projects: ['node', 'e2e', 'console'], workers: Math.min(4, availableParallelism()) },
  browser: { projects: ['browser'], workers: Math.min(2, availableParallelism()) },
  asterisk: { projects: ['asterisk'], workers: Math.min(2, availableParallelism()) },
};
const name = ['browser', 'asterisk'].find((suite) => args.includes(`--${suite}`)) ?? 'specs';
const forJest = args.filter((arg) => arg !== `--${name}`);

await run(async () => {
  await buildIfStale();
  if (name === 'asterisk') installAsterisk();
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

/** It tells what it found, or in one line why it cannot be had. */
function installAsterisk() {
  const { status } = node(['test/asterisk/lab/install.ts'], 'inherit');
  if (status !== 0) throw new Problem('without both of them these specs cannot run');
}

function jest() {
  const { projects, workers } = suites[name];
  const chosen = forJest.some((arg) => arg.startsWith('--selectProjects') || arg === '--projects');
  const { status } = node(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...(chosen ? [] : ['--selectProjects', ...projects]),
      // Specs start databases and phone systems of their own: more at once than cores makes them all late.
      `--maxWorkers=${workers}`,
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

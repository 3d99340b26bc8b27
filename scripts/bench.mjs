// `npm run bench -- <name> [options]`: one folder of bench/ a benchmark, its run.ts run as it stands.
//   npm run bench                    tells the names
//   npm run bench -- refill --short  one of them, in its short form
//   npm run bench -- --check         every one, only long enough to see that it does its work right
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root } from './lock.mjs';
import { Problem, run } from './say.mjs';

await run(async () => {
  const names = readdirSync(join(root, 'bench')).filter((name) => existsSync(scriptOf(name)));
  const args = process.argv.slice(2);
  const chosen = args.filter((arg) => names.includes(arg));
  const options = args.filter((arg) => !names.includes(arg));
  const wrong = options.find((option) => !option.startsWith('-'));
  if (chosen.length === 0 && wrong !== undefined)
    throw new Problem(`no benchmark "${wrong}"; there are ${names.join(', ')}`);
  if (chosen.length === 0 && !options.includes('--check')) {
    console.log(`npm run bench -- <name> [--short]\n\n  ${names.join('\n  ')}`);
    return;
  }
  await buildIfStale();
  const failed = (chosen.length > 0 ? chosen : names).filter((name) => !succeeds(name, options));
  if (failed.length > 0) throw new Problem(`failed: ${failed.join(', ')}`);
});

function scriptOf(name) {
  return join(root, 'bench', name, 'run.ts');
}

function succeeds(name, options) {
  console.log(`\n== ${name} ${options.join(' ')}`);
  const { status } = spawnSync(process.execPath, [scriptOf(name), ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0;
}

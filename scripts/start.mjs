// `npm start`: builds what is stale, then becomes the service: same process, so that signals and a
// `kill -9` hit the real thing. Arguments go to it: `npm start -- --help`, `npm start -- --port 4000`.
import './node-version.mjs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';
import { buildDir, root } from './lock.mjs';
import { run } from './say.mjs';

/** Builds, then runs the program of a package under apps/ in this process. */
export async function become(app) {
  await buildIfStale();
  module.enableCompileCache(join(buildDir, 'compile-cache'));
  const main = join(root, 'apps', app, 'dist', 'main.js');
  process.argv[1] = main;
  // Whoever reads our output may go before us (`npm start -- --help | head`).
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  endWithNpm();
  await import(pathToFileURL(main).href);
}

/** A signal to npm ends npm and its shell but never reaches us: when the shell is gone, end as if it had. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

if (import.meta.main) await run(() => become('api'));

#!/usr/bin/env node
import { helpText, readConfig } from './config/config.js';
import type { PbxMockOptions } from './pbx-mock.js';
import { startPbxMock } from './start.js';

void main();

async function main(): Promise<void> {
  const config = readConfig();
  if (config.kind === 'help') {
    console.log(helpText());
    return;
  }
  if (config.kind === 'wrong') return fail(`${config.problems.join('; ')} (--help lists the settings)`, 2);

  const { options, quiet, exitWithParent } = config;
  try {
    const mock = await startPbxMock({
      ...options,
      ...(quiet ? {} : { print: (line: string) => console.log(line) }),
    });
    let ending = false;
    const end = (): void => {
      if (ending) return;
      ending = true;
      void mock.close().then(() => process.exit(0));
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    if (exitWithParent) process.stdin.on('end', end).on('error', end).resume();
    console.log(`Mock phone system ready at ${mock.url} (POST ${mock.url}/call, GET ${mock.url}/get_cdr)`);
  } catch (error) {
    fail(reason(error as NodeJS.ErrnoException, options), 1);
  }
}

function fail(words: string, code: number): void {
  console.error(`pbx-mock: ${words}`);
  process.exitCode = code;
}

/** A failed start in words that say what to do. */
function reason(error: NodeJS.ErrnoException, { host, port, dataDir }: PbxMockOptions): string {
  const where = `${String(host)}:${String(port)}`;
  if (error.code === 'EADDRINUSE') return `${where} is taken; choose another port with --port`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `cannot listen on ${where}: this machine has no such address (--host)`;
  }
  if (error.code === 'EACCES' && error.syscall === 'listen') {
    return `not allowed to listen on ${where}; choose another port with --port`;
  }
  if (error.path !== undefined) return `cannot keep the tenant in ${String(dataDir)}: ${String(error.code)}`;
  return error.message;
}

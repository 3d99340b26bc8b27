import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

describe('what the packages promise', () => {
  it.each(['client', 'dialer', 'telephony'])(
    'docs/api/%s.api.md is as built; if the change is meant: node scripts/api-report.mjs',
    (name) => {
      const script = `
        const { apiReport } = await import(${JSON.stringify(new URL(`file://${resolve('scripts/api-report.mjs')}`).href)});
        process.stdout.write(apiReport(${JSON.stringify(name)}));`;
      const built = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        timeout: 240_000,
      });
      expect(built).toBe(readFileSync(`docs/api/${name}.api.md`, 'utf8'));
    },
    300_000,
  );
});

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** One file of the built console, kept in memory: there are few, and they are asked for by name only. */
export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  /** Its name has a hash: it never changes. */
  readonly immutable: boolean;
  /** The bytes in the best encoding the client takes. */
  body(
    acceptEncoding: string | undefined,
  ): Promise<{ readonly encoding: 'br' | 'gzip' | null; readonly bytes: Buffer }>;
}

export interface Console {
  /** By path without the leading slash. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
  /** The page, with `__CSP_NONCE__` where the nonce of each answer goes. */
  readonly page: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest)|image\/svg)/;

/** Where the console is built to, seen from this package, built or not. Null: it has not been built. */
export function consoleDir(): string | null {
  const dist = resolve(import.meta.dirname, '../../../console/dist');
  return [dist, join(dist, 'browser')].find((dir) => existsSync(join(dir, 'index.html'))) ?? null;
}

export async function loadConsole(dir: string): Promise<Console> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = new Map<string, ConsoleFile>();
  for (const entry of entries.filter((one) => one.isFile() && one.name !== 'index.html')) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(dir, path).split(sep).join('/'), consoleFile(entry.name, await readFile(path)));
  }
  return { files, page: await readFile(join(dir, 'index.html'), 'utf8') };
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

function consoleFile(name: string, plain: Buffer): ConsoleFile {
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const compressible = COMPRESSIBLE.test(type) && plain.length > 1024;
  const compressed = new Map<'br' | 'gzip', Promise<Buffer>>();
  const compress = (encoding: 'br' | 'gzip'): Promise<Buffer> =>
    encoding === 'br'
      ? brotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : zip(plain, { level: 6 });
  return {
    type,
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
    immutable: /-[\w-]{8}\.\w+$/.test(name),
    async body(acceptEncoding) {
      const encoding = compressible ? bestEncoding(acceptEncoding) : null;
      if (encoding === null) return { encoding, bytes: plain };
      let bytes = compressed.get(encoding);
      if (bytes === undefined) compressed.set(encoding, (bytes = compress(encoding)));
      return { encoding, bytes: await bytes };
    },
  };
}

function bestEncoding(accept: string | undefined): 'br' | 'gzip' | null {
  const taken = (accept ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : null;
}

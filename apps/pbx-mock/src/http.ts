import type { IncomingMessage, ServerResponse } from 'node:http';

/** Largest body taken, bytes. */
const MOST_BYTES = 65_536;

export type Body =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly status: 408 | 413 };

/** Reads a small body whole. */
export function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) chunks.push(chunk);
      else resolve({ ok: false, status: 413 });
    });
    request.on('end', () => resolve({ ok: true, text: Buffer.concat(chunks).toString('utf8') }));
    request.on('error', () => resolve({ ok: false, status: 408 }));
    request.on('close', () => resolve({ ok: false, status: 408 }));
  });
}

/** A JSON object, or null for any other text. */
export function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Answers with JSON. */
export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  answerText(response, status, JSON.stringify(body), headers);
}

/** Answers with text that says it is JSON, whether or not it is. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    // What is left of a body that was not read must not be taken for the next request.
    ...(status === 413 ? { connection: 'close' } : {}),
    ...headers,
  });
  response.end(text);
}

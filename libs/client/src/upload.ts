import { newKey } from './key.js';
import { parseJson } from './parse-json.js';
import { UnreachableError, errorOfResponse } from './ringside-error.js';
import type { RequestOptions, Rest } from './rest.js';

export interface UploadOptions extends Pick<RequestOptions, 'signal' | 'idempotencyKey'> {
  /** Told the bytes that have left. */
  readonly sent?: (bytes: number) => void;
}

/**
 * Sends a list of any length without holding it in memory. Browsers report upload progress only through XMLHttpRequest; elsewhere the body is a counted stream.
 */
export function upload<T>(
  rest: Rest,
  path: string,
  body: Blob,
  type: string,
  { sent = () => undefined, signal, idempotencyKey = newKey() }: UploadOptions = {},
): Promise<T> {
  const headers = {
    Accept: 'application/json',
    ...rest.headers,
    'Content-Type': type,
    'Idempotency-Key': idempotencyKey,
  };
  const request: Upload = { url: rest.url(path), body, headers, sent, signal };
  return typeof XMLHttpRequest === 'undefined' ? byFetch<T>(request) : byXhr<T>(request);
}

interface Upload {
  readonly url: string;
  readonly body: Blob;
  readonly headers: Record<string, string>;
  readonly sent: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

function byXhr<T>({ url, body, headers, sent, signal }: Upload): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => sent(event.loaded);
    request.onerror = () => reject(new UnreachableError('unreachable', 'the upload was cut off'));
    request.onabort = () => reject(signal?.reason as Error);
    request.onload = () => {
      const answer = parseJson(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(errorOfResponse(request.status, answer));
    };
    if (signal?.aborted) return reject(signal.reason as Error);
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
}

async function byFetch<T>({ url, body, headers, sent, signal }: Upload): Promise<T> {
  let bytes = 0;
  const counted = body.stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        bytes += chunk.byteLength;
        sent(bytes);
      },
    }),
  );
  // `duplex` is required for streamed bodies and missing from the DOM's types.
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body: counted, duplex: 'half' };
  const response = await fetch(url, { ...init, redirect: 'manual', ...(signal && { signal }) }).catch(() => {
    if (signal?.aborted) throw signal.reason;
    throw new UnreachableError('unreachable', 'the upload was cut off');
  });
  const answer = parseJson(await response.text());
  if (!response.ok) throw errorOfResponse(response.status, answer);
  return answer as T;
}

import { newKey } from './key.js';
import { RingsideError, errorOfResponse } from './ringside-error.js';
import type { Rest } from './rest.js';

/**
 * Sends a list of any length without holding it in memory; `sent` tells the bytes that have left.
 * Browsers report upload progress only through XMLHttpRequest; elsewhere the body is a counted stream.
 */
export function upload<T>(
  rest: Rest,
  path: string,
  body: Blob,
  type: string,
  sent: (bytes: number) => void,
): Promise<T> {
  const headers = {
    Accept: 'application/json',
    ...rest.headers,
    'Content-Type': type,
    'Idempotency-Key': newKey(),
  };
  const url = rest.url(path);
  return typeof XMLHttpRequest === 'undefined'
    ? byFetch<T>(url, body, headers, sent)
    : byXhr<T>(url, body, headers, sent);
}

function byXhr<T>(
  url: string,
  body: Blob,
  headers: Record<string, string>,
  sent: (bytes: number) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => sent(event.loaded);
    request.onerror = () => reject(new RingsideError('unreachable', 'the upload was cut off'));
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(errorOfResponse(request.status, answer));
    };
    request.send(body);
  });
}

async function byFetch<T>(
  url: string,
  body: Blob,
  headers: Record<string, string>,
  sent: (bytes: number) => void,
): Promise<T> {
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
  const response = await fetch(url, init).catch(() => {
    throw new RingsideError('unreachable', 'the upload was cut off');
  });
  const answer = parse(await response.text());
  if (!response.ok) throw errorOfResponse(response.status, answer);
  return answer as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

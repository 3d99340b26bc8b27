import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as a PBX writes it, in a record or a webhook; what is left out is not known. */
export interface Cdr {
  readonly uuid?: unknown;
  readonly action?: unknown;
  readonly caller_name?: unknown;
  readonly caller_number?: unknown;
  readonly destination_number?: unknown;
  readonly direction?: unknown;
  readonly call_start?: unknown;
  readonly ring_start?: unknown;
  readonly answer_start?: unknown;
  readonly call_end?: unknown;
  readonly duration?: unknown;
  readonly recording?: unknown;
}

export const TENANT = '5f0c7a86-1f0e-4b57-9a55-000000000001';

/** A PBX that does by itself nothing: the test sets its records, and sends its webhooks. */
export interface Pbx {
  readonly url: string;
  /** What `GET /get_cdr` answers. */
  records: readonly Cdr[];
  /** Null: the header is left out. */
  tenant: string | null;
  /** Answers in its place, when it is set. */
  instead: ((response: ServerResponse) => void) | null;
  /** How often it was asked for its records. */
  readonly asked: number;
  close(): Promise<void>;
}

export async function startPbx(): Promise<Pbx> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/get_cdr') return void response.writeHead(404).end();
    asked++;
    if (pbx.instead !== null) return pbx.instead(response);
    if (pbx.tenant !== null) response.setHeader('tenant-uuid', pbx.tenant);
    const body = JSON.stringify({ total: pbx.records.length, data: pbx.records });
    response.setHeader('content-type', 'application/json').end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const pbx = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records: [] as readonly Cdr[],
    tenant: TENANT as string | null,
    instead: null as Pbx['instead'],
    get asked() {
      return asked;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return pbx;
}

/** Sends one webhook as the PBX does; `body` may be anything. */
export function sendWebhook(
  url: string,
  body: Cdr | string | Uint8Array<ArrayBuffer>,
  tenant: string | null = TENANT,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(tenant === null ? {} : { 'tenant-uuid': tenant }),
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/** One call in the PBX's words: `at` is when it starts; it rings after 1 s, and is answered and ended where that is said. */
export function cdr(
  uuid: string,
  at: string,
  { answered, ended }: { readonly answered?: number; readonly ended?: number } = {},
): Cdr {
  const after = (seconds: number | undefined): string | null =>
    seconds === undefined ? null : new Date(Date.parse(at) + seconds * 1000).toISOString();
  return {
    uuid,
    caller_name: '',
    caller_number: 35725262136,
    destination_number: 35799123458,
    direction: 'outbound',
    call_start: at,
    ring_start: after(1),
    answer_start: after(answered),
    call_end: after(ended),
    duration: ended ?? null,
    recording: answered === undefined ? null : `recording of ${uuid}`,
    action: ended === undefined ? (answered === undefined ? 'RING' : 'ANSWERED') : 'HANGUP',
  };
}

import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { StatusAnswer } from './call-log.js';
import { AddressNotAllowed, localLookup } from './webhook-address.js';

/** A sink that says nothing for so long is given up, milliseconds. */
const ANSWER_TIMEOUT_MS = 30_000;
/** An answer longer than this is not read on. */
const MOST_ANSWER_BYTES = 65_536;
const MOST_SOCKETS = 1024;

/** Where one call's statuses go, prepared once. */
export interface Destination {
  readonly secure: boolean;
  readonly options: RequestOptions;
}

export type Headers = Readonly<Record<string, string>>;

/** How a webhook was answered, and with which words. */
export interface Answer {
  readonly answer: StatusAnswer;
  readonly text: string;
}

/** Sends statuses over kept connections: no redirects, no retry of what was answered. */
export class WebhookSender {
  private readonly http = new HttpAgent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  private readonly https = new HttpsAgent({ keepAlive: true, maxSockets: MOST_SOCKETS });

  constructor(private readonly anyWebhook: boolean) {}

  /** Prepares a checked address. */
  destination(url: URL): Destination {
    const secure = url.protocol === 'https:';
    const options: RequestOptions = {
      method: 'POST',
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      path: url.pathname + url.search,
      agent: secure ? this.https : this.http,
      timeout: ANSWER_TIMEOUT_MS,
      ...(url.username === '' ? {} : { auth: decodeURIComponent(`${url.username}:${url.password}`) }),
      ...(this.anyWebhook ? {} : { lookup: localLookup }),
    };
    return { secure, options };
  }

  /** Posts a JSON body and says how it was answered; never throws. */
  post(to: Destination, body: string): Promise<StatusAnswer> {
    return new Promise((resolve) => this.sendOnce(to, body, {}, resolve, null));
  }

  /** The same with headers of one's own, and with what the answer said, at most 64 kB of it. */
  postAndRead(to: Destination, body: string, own: Headers): Promise<Answer> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const done = (answer: StatusAnswer): void =>
        resolve({ answer, text: Buffer.concat(chunks).toString('utf8') });
      this.sendOnce(to, body, own, done, chunks);
    });
  }

  /** Breaks all connections. */
  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private sendOnce(
    to: Destination,
    body: string,
    own: Headers,
    done: (answer: StatusAnswer) => void,
    kept: Buffer[] | null,
  ): void {
    const headers = { ...own, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = (to.secure ? httpsRequest : httpRequest)({ ...to.options, headers });
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      skim(response, kept, () => done(response.statusCode ?? 'failed'));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (answered) return;
      // A kept connection that the sink was closing just then; as good as never sent.
      if (request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
        this.sendOnce(to, body, own, done, kept);
      } else if (error instanceof AddressNotAllowed) done('blocked');
      else done(error.message === 'timeout' ? 'timeout' : 'failed');
    });
    request.end(body);
  }
}

/** Reads an answer away, or keeps it, so that its connection can be used again. */
function skim(response: IncomingMessage, kept: Buffer[] | null, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) response.destroy();
    else kept?.push(chunk);
  });
  response.on('error', () => undefined);
  response.on('close', done);
}

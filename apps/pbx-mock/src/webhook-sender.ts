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
    return new Promise((resolve) => this.sendOnce(to, body, resolve));
  }

  /** Breaks all connections. */
  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private sendOnce(to: Destination, body: string, done: (answer: StatusAnswer) => void): void {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = (to.secure ? httpsRequest : httpRequest)({ ...to.options, headers });
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      skim(response, () => done(response.statusCode ?? 'failed'));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (answered) return;
      // A kept connection that the sink was closing just then; as good as never sent.
      if (request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
        this.sendOnce(to, body, done);
      } else if (error instanceof AddressNotAllowed) done('blocked');
      else done(error.message === 'timeout' ? 'timeout' : 'failed');
    });
    request.end(body);
  }
}

/** Reads an answer away so that its connection can be used again. */
function skim(response: IncomingMessage, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', done);
}

import { checkedAddresses, systemResolve } from './address-check.js';
import type { Resolve } from './address-check.js';
import { parseAllowList } from './allow-list.js';
import { WholeAnswer } from './answer.js';
import type { Answer, Failure } from './answer.js';
import { Exchange } from './exchange.js';
import { NotSent } from './not-sent.js';
import { Origin } from './origin.js';
import type {
  Outbound,
  OutboundAddresses,
  OutboundOptions,
  OutboundRequest,
  OutboundResult,
  OutboundStream,
} from './outbound.js';
import { StreamedAnswer } from './streamed-answer.js';

/** Connections to one origin, unless the options say otherwise. */
const CONNECTIONS_PER_ORIGIN = 64;
/** Origins whose connections are kept; beyond it the one quiet for longest is closed. */
const ORIGINS_KEPT = 64;

/** Parts that tests replace. */
export interface OutboundParts {
  readonly resolve?: Resolve;
}

/**
 * Makes the HTTP client for addresses that come from outside.
 *
 * @throws Error when an entry of the allow-list is malformed
 */
export function createOutbound(options: OutboundOptions, parts: OutboundParts = {}): Outbound {
  const allow = parseAllowList(options.allow);
  const limit = options.connectionsPerOrigin ?? CONNECTIONS_PER_ORIGIN;
  const resolve = parts.resolve ?? systemResolve;
  // In the order of their last use.
  const origins = new Map<string, Origin>();
  let inFlight = 0;
  let closing: Promise<void> | null = null;
  let onIdle = (): void => undefined;

  const originOf = (name: string): Origin => {
    const origin = origins.get(name) ?? new Origin(name, limit, allow, resolve);
    origins.delete(name);
    origins.set(name, origin);
    if (origins.size > ORIGINS_KEPT) closeQuietest(origins);
    return origin;
  };

  const close = async (): Promise<void> => {
    if (inFlight > 0) await new Promise<void>((idle) => (onIdle = idle));
    await Promise.all([...origins.values()].map((origin) => origin.close()));
  };

  const begin = (request: OutboundRequest, answer: Answer): void => {
    if (closing !== null) return answer.failed(notSent('closed', 'the client was closed'));
    const url = parseUrl(request.url);
    if (typeof url === 'string') return answer.failed(notSent('bad_url', url));
    if (request.signal?.aborted === true) {
      return answer.failed(notSent('aborted', 'given up before it began'));
    }
    const origin = originOf(url.origin);
    inFlight += 1;
    const host = {
      ended: (healthy: boolean): void => {
        origin.ended(exchange, healthy);
        inFlight -= 1;
        if (inFlight === 0) onIdle();
      },
      moved: (): boolean => origin.moved(exchange),
    };
    const exchange: Exchange = new Exchange(url, request, host, answer);
    origin.send(exchange);
  };

  const addresses = async (text: string): Promise<OutboundAddresses> => {
    const url = parseUrl(text);
    if (typeof url === 'string') return notSent('bad_url', url);
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    try {
      return { kind: 'allowed', addresses: await checkedAddresses(url.hostname, port, allow, resolve) };
    } catch (error) {
      if (error instanceof NotSent) return notSent(error.code, error.message);
      throw error;
    }
  };

  return {
    send: (request) => new Promise<OutboundResult>((result) => begin(request, new WholeAnswer(result))),
    stream: (request) => new Promise<OutboundStream>((result) => begin(request, new StreamedAnswer(result))),
    addresses,
    close: () => (closing ??= close()),
  };
}

/** The URL, or what is wrong with it. */
function parseUrl(text: string): URL | string {
  const url = URL.parse(text);
  if (url === null) return 'not a URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http and https are spoken';
  if (url.username !== '' || url.password !== '') return 'a URL must not carry a user name or password';
  return url;
}

function notSent(code: string, detail: string): Extract<Failure, { readonly kind: 'not_sent' }> {
  return { kind: 'not_sent', code, detail };
}

function closeQuietest(origins: Map<string, Origin>): void {
  for (const [name, origin] of origins) {
    if (!origin.quiet) continue;
    void origin.close();
    origins.delete(name);
    return;
  }
}

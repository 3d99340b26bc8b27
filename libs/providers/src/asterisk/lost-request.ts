import { readAriChannel } from './ari-events.js';
import type { AriClient } from './ari-client.js';
import { bodyOf, statusOf, wordsOf } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';
import { isWithoutApplication } from './check.js';
import { askNotedEnd } from './ended-variable.js';
import type { NotedEnd } from './ended-variable.js';
import { wasExecuted } from './receipts.js';
import type { Receipt, Receipts } from './receipts.js';

/** What makes it certain what became of the requests that went over a connection. */
export interface Proof {
  /**
   * An application of that connection alone. Asterisk executes the requests of a connection one after another, and takes its
   * applications away after the last: once this one is gone, nothing that was sent over the connection will be done any more.
   */
  readonly application: string;
  /** What Asterisk remembered then, where the receipts are. */
  readonly memory: string;
}

export interface LostRequest {
  readonly callId: string;
  readonly receipt: Receipt;
  readonly proof: Proof;
}

export type Fate =
  /** The channel is there. */
  | { readonly kind: 'placed'; readonly channelState: string }
  /** It was there, and the dialplan noted its end. */
  | { readonly kind: 'ended'; readonly end: NotedEnd }
  /** It was not executed, and will not be. */
  | { readonly kind: 'never' }
  /** It may still be executed, or Asterisk cannot be asked now. */
  | { readonly kind: 'later' }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * What became of a request whose connection ended before the answer, asked over the next one. The order of the questions matters:
 * each rests on what the one before has made sure.
 */
export async function fateOf(
  client: AriClient,
  receipts: Receipts,
  { callId, receipt, proof }: LostRequest,
  signal: AbortSignal,
): Promise<Fate> {
  const application = await client.ask(
    { method: 'GET', path: `applications/${proof.application}` },
    { signal },
  );
  if (statusOf(application) === 200) return { kind: 'later' };
  if (!isWithoutApplication(application)) return unclear(application);

  const channel = await client.ask({ method: 'GET', path: `channels/${callId}` }, { signal });
  const found = readAriChannel(bodyOf(channel));
  if (found !== null) return { kind: 'placed', channelState: found.state };
  if (statusOf(channel) !== 404) return unclear(channel);

  const end = await askNotedEnd(client, callId, signal);
  if (end !== null && 'kind' in end) return unclear(end);
  if (end !== null) return { kind: 'ended', end };

  const executed = await wasExecuted(client, receipt, signal);
  if (executed !== null && typeof executed === 'object') return unclear(executed);
  if (executed === true) return { kind: 'unknown', reason: 'placed, and over before it was followed' };
  if (executed === null) return { kind: 'unknown', reason: 'nobody knows whether it was placed' };

  const remembers = await receipts.remembers(client, proof.memory, signal);
  if (typeof remembers === 'object') return unclear(remembers);
  return remembers
    ? { kind: 'never' }
    : { kind: 'unknown', reason: 'Asterisk has forgotten: it was restarted, or its variables were cleared' };
}

function unclear(reply: AriReply): Fate {
  return reply.kind === 'response' ? { kind: 'unknown', reason: wordsOf(reply) } : { kind: 'later' };
}

import type { OriginateRequest, PlacementOutcome } from '@ringside/telephony';
import { plainText, retryAfterMs } from '@ringside/telephony';
import type { Route } from './ari-client.js';
import { field, statusOf, wordsOf } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';
import type { AsteriskSettings } from './asterisk.options.js';
import { hangupVariables } from './ended-variable.js';
import { CALL_ARGS, DETECT_ARGS } from './machine-detection.js';
import { receiptVariables } from './receipts.js';
import type { Receipt } from './receipts.js';

/** Above every `reply_timeout`, which comes as the signal. */
const REPLY_LIMIT_MS = 65_000;

/** How the reason ends when the endpoint is wrong, whatever the number. */
export const NO_CHANNEL = 'see ARI_ENDPOINT: no channel can be made to it';

/** Asks for one call, with our id as the id of its channel. All of it goes one way, and leaves this receipt. */
export async function placeCall(
  route: Route,
  settings: AsteriskSettings,
  request: OriginateRequest,
  receipt: Receipt,
  signal: AbortSignal,
): Promise<PlacementOutcome> {
  const path = `channels/${request.callId}`;
  const options = { signal, timeoutMs: REPLY_LIMIT_MS };
  const ask = (): Promise<AriReply> =>
    route.ask({ method: 'POST', path, body: placement(settings, request, receipt) }, options);
  const first = await ask();
  if (statusOf(first) !== 409) return outcomeOf(first);
  // The id is taken: by this call, or for a moment by half a channel of another. Only Asterisk knows.
  const found = await route.ask({ method: 'GET', path }, options);
  if (statusOf(found) === 200) return { kind: 'accepted', providerCallId: request.callId };
  if (statusOf(found) !== 404) return { kind: 'unknown', reason: wordsOf(found) };
  const second = await ask();
  return statusOf(second) === 409 ? refused(second) : outcomeOf(second);
}

function placement(settings: AsteriskSettings, request: OriginateRequest, receipt: Receipt): object {
  const callerId = request.from ?? settings.callerId;
  return {
    endpoint: settings.endpoint.replaceAll('{number}', request.to),
    app: settings.app,
    appArgs: request.detectMachine ? DETECT_ARGS : CALL_ARGS,
    ...(callerId === null ? {} : { callerId }),
    // Asterisk counts in whole seconds.
    timeout: Math.max(1, Math.round(request.ringTimeoutMs / 1000)),
    variables: {
      ...receiptVariables(receipt),
      ...hangupVariables(request.callId),
      // The dialplan sends a call back from detection to the application that made it, whichever that is.
      ...(request.detectMachine ? { RINGSIDE_APP: settings.app } : {}),
    },
  };
}

/**
 * What a reply means. Settings that are wrong are `refused`: no number is to blame, none is used up. 500 `Allocation failed` says that
 * no channel could be made; every other 5xx may have made one.
 */
function outcomeOf(reply: AriReply): PlacementOutcome {
  if (reply.kind === 'not_sent') return refused(reply);
  if (reply.kind === 'lost') return { kind: 'unknown', reason: wordsOf(reply) };
  const { status, body } = reply;
  if (status >= 200 && status <= 299) {
    const id = field(body, 'id');
    return typeof id === 'string'
      ? { kind: 'accepted', providerCallId: plainText(id) }
      : { kind: 'unknown', reason: 'unreadable answer: no channel' };
  }
  switch (status) {
    case 401:
      return refused(reply, 'see ARI_USER and ARI_PASSWORD');
    case 403:
      return refused(reply, 'the user of ARI_USER may only read');
    case 404:
      return refused(reply, 'see ARI_URL');
    case 429:
    case 503:
      return refused(reply);
    case 500:
      return field(body, 'error') === 'Allocation failed'
        ? refused(reply, NO_CHANNEL)
        : { kind: 'unknown', reason: wordsOf(reply) };
  }
  if (status === 408 || status >= 500 || status < 400) return { kind: 'unknown', reason: wordsOf(reply) };
  return { kind: 'failed', reason: wordsOf(reply) };
}

function refused(reply: AriReply, hint?: string): PlacementOutcome {
  const words = wordsOf(reply);
  return {
    kind: 'refused',
    reason: plainText(hint === undefined ? words : `${words}: ${hint}`),
    retryAfterMs: reply.kind === 'response' ? retryAfterMs(reply.headers, Date.now()) : null,
  };
}

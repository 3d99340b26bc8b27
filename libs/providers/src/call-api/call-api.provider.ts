import type { Outbound } from '@ringside/outbound';
import { guardedProvider, placementOutcomeOf } from '@ringside/telephony';
import type { OriginateRequest, PlacementOutcome, PlacementReply, Provider } from '@ringside/telephony';
import { callApiControl } from './call-api.control.js';
import { CALL_API_CAPABILITIES, callAddress, CONTROLLED_CALL_API_CAPABILITIES } from './call-api.options.js';
import type { CallApiOptions } from './call-api.options.js';
import { callApiWebhook, controlledCallApiWebhook } from './call-api.webhook.js';

/** Above every `reply_timeout`, which comes as the signal: the last resort against an answer that never ends. */
const REPLY_LIMIT_MS = 65_000;
const REPLY_MAX_BYTES = 64 * 1024;
const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/**
 * A phone system that speaks the call API: `POST /call {phone, webhookURL}` and status webhooks. README.md
 * beside this file is the contract.
 *
 * @throws Error in one line when the URL cannot be used
 */
export function callApiProvider(options: CallApiOptions): Provider {
  const url = callAddress(options.url);
  const { outbound, control = false } = options;
  const closed = new AbortController();
  return guardedProvider({
    kind: 'call-api',
    label: options.label ?? `Call API at ${url.host}`,
    capabilities: control ? CONTROLLED_CALL_API_CAPABILITIES : CALL_API_CAPABILITIES,
    limits: { callsPerSecond: options.callsPerSecond ?? null, maxConcurrent: options.maxConcurrent ?? null },
    originate: (request, signal) => placeCall(outbound, url.href, bodyOf(request, control), signal),
    webhook: control ? controlledCallApiWebhook : callApiWebhook,
    ...(control ? callApiControl(url, outbound, closed.signal) : {}),
    // It holds nothing of its own but sounds that are being played.
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  });
}

async function placeCall(
  outbound: Outbound,
  url: string,
  body: string,
  signal: AbortSignal,
): Promise<PlacementOutcome> {
  const result = await outbound.send({
    method: 'POST',
    url,
    headers: HEADERS,
    body,
    timeoutMs: REPLY_LIMIT_MS,
    maxBytes: REPLY_MAX_BYTES,
    signal,
  });
  return placementOutcomeOf(result, readReply, Date.now());
}

/** The contract's two fields; a system with control is also told what we call the call, the number to call from, and whether to find out who answers. */
function bodyOf(request: OriginateRequest, control: boolean): string {
  const { to, from, webhookUrl, callId, detectMachine } = request;
  const order = { phone: to, webhookURL: webhookUrl };
  if (!control) return JSON.stringify(order);
  return JSON.stringify({
    ...order,
    call_id: callId,
    ...(from === null ? {} : { from }),
    ...(detectMachine ? { detect_machine: true } : {}),
  });
}

/** `{"id": 1234}` or `{"error": "..."}`; an id may be a text, an error wins. */
export function readReply(body: Uint8Array): PlacementReply {
  let reply: unknown;
  try {
    reply = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { kind: 'unreadable', detail: 'not JSON' };
  }
  if (typeof reply !== 'object' || reply === null || Array.isArray(reply)) {
    return { kind: 'unreadable', detail: 'not a JSON object' };
  }
  const error = 'error' in reply ? reply.error : null;
  if (error !== null && error !== false && error !== '') {
    return { kind: 'error', reason: typeof error === 'string' ? error : JSON.stringify(error) };
  }
  const id = 'id' in reply ? reply.id : null;
  if ((typeof id === 'number' && Number.isFinite(id)) || (typeof id === 'string' && id !== '')) {
    return { kind: 'id', providerCallId: String(id) };
  }
  return { kind: 'unreadable', detail: 'neither id nor error' };
}

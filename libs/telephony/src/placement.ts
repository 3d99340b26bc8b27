import type { PlacementOutcome } from './provider.js';
import { retryAfterMs } from './retry-after.js';
import { plainText } from './text.js';

/**
 * How an HTTP request ended, in the form `@ringside/outbound` gives it (telephony does not know that room, so the
 * form is repeated here).
 */
export type HttpEnding =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  /** Surely nothing of the request was written. */
  | { readonly kind: 'not_sent'; readonly code: string; readonly detail: string }
  /** The request, or a part of it, may have arrived. */
  | { readonly kind: 'lost'; readonly code: string; readonly detail: string };

/** What the body of an answer says, as the provider reads it. */
export type PlacementReply =
  | { readonly kind: 'id'; readonly providerCallId: string | null }
  /** The phone system's own words. */
  | { readonly kind: 'error'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly detail: string };

export interface PlacementRule {
  readonly ending: HttpEnding['kind'];
  /** HTTP status, both included; absent: any. */
  readonly from?: number;
  readonly to?: number;
  /** What the body says; absent: anything. */
  readonly reply?: PlacementReply['kind'];
  readonly outcome: PlacementOutcome['kind'];
}

/**
 * DECISIONS D8 as data: the first rule that fits decides. The question behind every row is: can this call still
 * ring? `refused` and `failed` say that it surely cannot, and only then may it be asked for again or be given up.
 */
export const PLACEMENT_RULES: readonly PlacementRule[] = [
  { ending: 'not_sent', outcome: 'refused' },
  { ending: 'lost', outcome: 'unknown' },
  { ending: 'response', from: 200, to: 299, reply: 'id', outcome: 'accepted' },
  { ending: 'response', from: 200, to: 299, reply: 'error', outcome: 'failed' },
  // A redirect is not followed: somebody has to mend the address, and no contact is lost until then.
  { ending: 'response', from: 301, to: 301, outcome: 'refused' },
  { ending: 'response', from: 307, to: 308, outcome: 'refused' },
  { ending: 'response', from: 408, to: 408, outcome: 'unknown' },
  { ending: 'response', from: 429, to: 429, outcome: 'refused' },
  { ending: 'response', from: 400, to: 499, outcome: 'failed' },
  { ending: 'response', from: 503, to: 503, outcome: 'refused' },
  // Other 5xx, a 2xx that cannot be read, a status nobody expects: it may be placed.
  { ending: 'response', outcome: 'unknown' },
];

/**
 * The outcome of a request to place a call, for every phone system that is asked by HTTP.
 *
 * @param read reads the body of an answer; asked for its words when the status is not 2xx, too
 * @param now epoch milliseconds, for a `Retry-After` date in an answer without a `Date`
 */
export function placementOutcomeOf(
  ending: HttpEnding,
  read: (body: Uint8Array) => PlacementReply,
  now: number,
): PlacementOutcome {
  const reply = ending.kind === 'response' ? safely(read, ending.body) : null;
  const kind = PLACEMENT_RULES.find((rule) => fits(rule, ending, reply))?.outcome ?? 'unknown';
  if (kind === 'accepted') {
    const id = reply?.kind === 'id' ? reply.providerCallId : null;
    return { kind, providerCallId: id === null ? null : plainText(id) };
  }
  const reason = reasonOf(ending, reply);
  if (kind !== 'refused') return { kind, reason };
  return {
    kind,
    reason,
    retryAfterMs: ending.kind === 'response' ? retryAfterMs(ending.headers, now) : null,
  };
}

function fits(rule: PlacementRule, ending: HttpEnding, reply: PlacementReply | null): boolean {
  if (rule.ending !== ending.kind) return false;
  if (ending.kind !== 'response') return true;
  return (
    ending.status >= (rule.from ?? 0) &&
    ending.status <= (rule.to ?? 999) &&
    (rule.reply === undefined || rule.reply === reply?.kind)
  );
}

function reasonOf(ending: HttpEnding, reply: PlacementReply | null): string {
  if (ending.kind !== 'response') return plainText(`${ending.code}: ${ending.detail}`);
  const ok = ending.status >= 200 && ending.status <= 299;
  if (reply?.kind === 'error') {
    return (
      plainText(ok ? reply.reason : `${reply.reason} (HTTP ${ending.status})`) || 'refused without a reason'
    );
  }
  if (ok && reply?.kind === 'unreadable') return plainText(`unreadable answer: ${reply.detail}`);
  const location = ending.headers['location'];
  return plainText(`HTTP ${ending.status}${location === undefined ? '' : `, moved to ${location}`}`);
}

function safely(read: (body: Uint8Array) => PlacementReply, body: Uint8Array): PlacementReply {
  try {
    return read(body);
  } catch (error) {
    return { kind: 'unreadable', detail: String(error) };
  }
}

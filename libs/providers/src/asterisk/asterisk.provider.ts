import { setTimeout as pause } from 'node:timers/promises';
import { guardedProvider } from '@ringside/telephony';
import type {
  HangUpOutcome,
  OriginateRequest,
  PlacedCall,
  PlacementOutcome,
  Provider,
  StreamEvent,
} from '@ringside/telephony';
import { AriClient } from './ari-client.js';
import { statusOf, succeeded, wordsOf } from './ari-reply.js';
import { SOCKET_TIMES } from './ari-socket.js';
import type { SocketTimes } from './ari-socket.js';
import { ASTERISK_CAPABILITIES, asteriskSettings } from './asterisk.options.js';
import type { AsteriskOptions } from './asterisk.options.js';
import { CallTracker, signalOf, stateIn } from './call-tracker.js';
import { Legs } from './legs.js';
import { fateOf } from './lost-request.js';
import type { LostRequest } from './lost-request.js';
import { NO_CHANNEL, placeCall } from './originate.js';
import { Receipts } from './receipts.js';
import { knowledgeOf } from './reconcile.js';
import { Session } from './session.js';
import type { SessionParts } from './session.js';

/** Longest time from the end of a connection to Asterisk's seeing it. */
const LET_GO_MS = 100;
/** As long after a request whose answer was lost, or whose asker died, its call may still come. */
const MAY_COME_MS = 30_000;
/** Between two looks at what became of a lost request. */
const LOOK_EVERY_MS = 50;
/** Before a request that was lost on its way is made again: the phone system has only just come back. */
const ASK_AGAIN_MS = 1000;

/** Parts that tests make shorter. */
export interface AsteriskTimes extends SocketTimes {
  /** Longest time in which it is found out what became of a request whose connection ended; its signal ends it, too. */
  readonly findOutWithinMs: number;
}
const TIMES: AsteriskTimes = { ...SOCKET_TIMES, findOutWithinMs: 30_000 };

/**
 * Asterisk, by its REST interface (ARI), version 16 or newer. README.md beside this file is the contract.
 *
 * @throws Error in one line when an option cannot be used
 */
export function asteriskProvider(options: AsteriskOptions, parts: Partial<AsteriskTimes> = {}): Provider {
  const settings = asteriskSettings(options);
  const { outbound } = options;
  const client = new AriClient(settings, outbound);
  const tracker = new CallTracker();
  const legs = new Legs(client, settings.app);
  const receipts = new Receipts(settings.app);
  const times = { ...TIMES, ...parts };
  const asterisk = new Asterisk({ settings, client, outbound, tracker, legs, receipts, times });
  return guardedProvider({
    kind: 'asterisk',
    label: options.label ?? `Asterisk at ${settings.host}`,
    capabilities: ASTERISK_CAPABILITIES,
    limits: { callsPerSecond: options.callsPerSecond ?? null, maxConcurrent: options.maxConcurrent ?? null },
    originate: (request, signal) => asterisk.originate(request, signal),
    hangUp: (call, signal) => asterisk.hangUp(call, signal),
    reconcile: (calls, signal) => asterisk.reconcile(calls, signal),
    stream: (signal) => asterisk.stream(signal),
    legs: {
      bridge: (bridgeId, all, signal) => legs.bridge(bridgeId, all, signal),
      unbridge: (bridgeId, signal) => legs.unbridge(bridgeId, signal),
      listen: (id, heard, listener, signal) => legs.listen(id, heard, listener, signal),
      stopListening: (id, signal) => legs.stopListening(id, signal),
      play: (leg, media, signal) => legs.play(leg, media, signal),
    },
    close: () => asterisk.close(),
  });
}

class Asterisk {
  private session: Session | null = null;
  /** Calls whose request is under way (null), or whose answer was lost then. */
  private readonly uncertain = new Map<string, number | null>();
  private readonly closing = new AbortController();

  constructor(private readonly parts: SessionParts & { readonly times: AsteriskTimes }) {}

  async originate(request: OriginateRequest, signal: AbortSignal): Promise<PlacementOutcome> {
    const { client, settings, tracker, receipts } = this.parts;
    const { session } = this;
    const refused = (reason: string): PlacementOutcome => ({ kind: 'refused', reason, retryAfterMs: null });
    if (session?.isOpen !== true) return refused('not connected to Asterisk');
    if (signal.aborted) return refused('given up before it began');
    const { callId } = request;
    this.uncertain.set(callId, null);
    tracker.asked(callId, Date.now(), request.ringTimeoutMs);
    const receipt = receipts.take(callId);
    const answer = await placeCall(client.route(), settings, request, receipt, signal);
    const { proof } = session;
    const outcome =
      answer.kind === 'unknown' && !session.isOpen && proof !== null
        ? await this.findOut({ callId, receipt, proof }, session, answer, signal)
        : answer;
    if (outcome.kind !== 'unknown') receipts.giveBack(receipt, outcome.kind === 'accepted');
    if (outcome.kind === 'unknown') this.uncertain.set(callId, Date.now());
    else this.uncertain.delete(callId);
    if (outcome.kind === 'refused' || outcome.kind === 'failed') tracker.forget(callId);
    if (outcome.kind === 'refused' && outcome.reason.endsWith(NO_CHANNEL))
      session.warn(
        'unknown_endpoint',
        `Asterisk cannot make a channel to ${settings.endpoint}: see ARI_ENDPOINT, its technology and the endpoint there.`,
      );
    return outcome;
  }

  /**
   * The connection ended before the answer came. Once there is another to the same Asterisk it can be said for certain what became
   * of the request (lost-request.ts); where it cannot, the outcome stays unknown.
   */
  private async findOut(
    lost: LostRequest,
    broken: Session,
    unknown: PlacementOutcome,
    signal: AbortSignal,
  ): Promise<PlacementOutcome> {
    const { client, receipts, tracker, times } = this.parts;
    const { callId } = lost;
    const end = AbortSignal.any([signal, this.closing.signal, AbortSignal.timeout(times.findOutWithinMs)]);
    while (!end.aborted) {
      const { session } = this;
      if (session?.isOpen === true && session !== broken) {
        const fate = await fateOf(client, receipts, lost, end);
        switch (fate.kind) {
          case 'placed':
            session.tell({ callId, signal: signalOf(stateIn(fate.channelState) ?? 'dialing', null) });
            return { kind: 'accepted', providerCallId: callId };
          case 'ended':
            // Unless its end was told in the meantime.
            if (tracker.endOf(callId) === null)
              session.tell(tracker.ended(callId, { ...fate.end, lastedMs: null }));
            return { kind: 'accepted', providerCallId: callId };
          case 'never':
            return {
              kind: 'refused',
              reason: 'the connection broke before Asterisk had read the request',
              retryAfterMs: ASK_AGAIN_MS,
            };
          case 'unknown':
            return { kind: 'unknown', reason: fate.reason };
          case 'later':
        }
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: end }).catch(() => undefined);
    }
    return unknown;
  }

  async hangUp({ callId }: PlacedCall, signal: AbortSignal): Promise<HangUpOutcome> {
    const { client, tracker } = this.parts;
    // Before it is asked for: the end may be told before the answer is here.
    const takeBack = tracker.hangingUp(callId);
    const path = `channels/${encodeURIComponent(callId)}?reason=normal`;
    const reply = await client.ask({ method: 'DELETE', path }, { signal });
    if (succeeded(reply)) return { kind: 'done' };
    if (reply.kind !== 'lost') takeBack();
    return statusOf(reply) === 404 ? { kind: 'gone' } : { kind: 'failed', reason: wordsOf(reply) };
  }

  reconcile(
    calls: readonly PlacedCall[],
    signal: AbortSignal,
  ): ReturnType<NonNullable<Provider['reconcile']>> {
    this.forgetUncertain();
    const onTheWay = ({ callId, providerCallId }: PlacedCall): boolean =>
      this.uncertain.has(callId) || (providerCallId === null && Date.now() - madeAt(callId) < MAY_COME_MS);
    return knowledgeOf(this.parts.client, this.parts.tracker, calls, onTheWay, signal);
  }

  async *stream(signal: AbortSignal): AsyncGenerator<StreamEvent, void, undefined> {
    if (signal.aborted || this.closing.signal.aborted) return;
    // Two connections would take the application from each other.
    const before = this.session;
    before?.end();
    const session = new Session(this.parts);
    this.session = session;
    // Asterisk takes the application away with the end of a connection, from a new one too when that comes at once.
    if (before !== null) await pause(LET_GO_MS);
    const onAbort = (): void => session.end();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      yield* session.read();
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (this.session === session) this.session = null;
    }
  }

  close(): Promise<void> {
    this.closing.abort();
    this.session?.end();
    return Promise.resolve();
  }

  private forgetUncertain(): void {
    for (const [callId, since] of this.uncertain) {
      if (since !== null && Date.now() - since > MAY_COME_MS) this.uncertain.delete(callId);
    }
  }
}

/** When a call's id was made, epoch milliseconds: UUIDs of version 7 tell; 0 of others. */
function madeAt(callId: string): number {
  return callId.charAt(14) === '7' ? parseInt(callId.replace('-', '').slice(0, 12), 16) || 0 : 0;
}

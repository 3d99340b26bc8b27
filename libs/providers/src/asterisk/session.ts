import { randomUUID } from 'node:crypto';
import { StreamError } from '@ringside/telephony';
import type { Outbound } from '@ringside/outbound';
import type { CallReport, StreamEvent, StreamWarning } from '@ringside/telephony';
import type { LookupFunction } from 'node:net';
import { AnsweredCalls } from './answered-calls.js';
import type { AriClient } from './ari-client.js';
import type { AriEvent } from './ari-events.js';
import { succeeded } from './ari-reply.js';
import { AriSocket } from './ari-socket.js';
import type { SocketTimes } from './ari-socket.js';
import type { AsteriskSettings } from './asterisk.options.js';
import { isCallId } from './call-tracker.js';
import type { CallTracker } from './call-tracker.js';
import {
  asksOverSocket,
  askEngine,
  checkApplication,
  endpointWarnings,
  filterEvents,
  noSocket,
} from './check.js';
import { askNotedEnd } from './ended-variable.js';
import { EventQueue } from './event-queue.js';
import type { Legs } from './legs.js';
import type { Proof } from './lost-request.js';
import type { Receipts } from './receipts.js';

/** What the applications of single connections begin with. */
const OWN = 'ringside-connection-';

export interface SessionParts {
  readonly settings: AsteriskSettings;
  readonly client: AriClient;
  readonly outbound: Outbound;
  readonly tracker: CallTracker;
  readonly legs: Legs;
  readonly receipts: Receipts;
  readonly times: SocketTimes;
}

/** How far a connection has come. It ends without an error when we end it. */
type Progress =
  | { readonly at: 'opening' }
  | { readonly at: 'open' }
  | { readonly at: 'ended'; readonly error: StreamError | null };

/** One connection to Asterisk, from its opening to its end: what is told, and what is done by itself when a call is answered. */
export class Session {
  /** What makes certain what became of requests that went over it; null: nothing does, for they go by HTTP. */
  proof: Proof | null = null;
  private readonly queue = new EventQueue<StreamEvent>();
  private readonly gone = new AbortController();
  private readonly told = new Set<string>();
  private readonly answered: AnsweredCalls;
  private socket: AriSocket | null = null;
  private progress: Progress = { at: 'opening' };
  private noteChecked = false;

  constructor(private readonly parts: SessionParts) {
    const { client, settings, tracker } = parts;
    this.answered = new AnsweredCalls(client, settings, {
      hangingUp: (callId) => tracker.hangingUp(callId),
      warn: (detail) => this.warn('dialplan', detail),
      hasEnded: () => this.progress.at === 'ended',
    });
  }

  /** Whether calls can be placed and followed. */
  get isOpen(): boolean {
    return this.progress.at === 'open';
  }

  /**
   * Opens the stream and yields what it tells, until it is ended.
   *
   * @throws StreamError
   */
  async *read(): AsyncGenerator<StreamEvent, void, undefined> {
    try {
      yield await this.open();
      yield* this.queue.read();
    } catch (error) {
      // Whatever breaks because it was ended is no error.
      if (!this.gone.signal.aborted) throw error;
    } finally {
      this.end();
    }
  }

  /** Ends it from our side: quietly. */
  end(): void {
    if (this.gone.signal.aborted) return;
    this.gone.abort();
    if (this.socket === null) this.queue.end(null);
    else this.socket.close();
  }

  private async open(): Promise<StreamEvent> {
    const { client, settings, legs } = this.parts;
    const { signal } = this.gone;
    const engine = await askEngine(client, settings, signal);
    // Those who may ask over the socket get an application beside the one that is followed: see Proof.
    const own = asksOverSocket(engine) ? `${OWN}${randomUUID()}` : null;
    const socket = await this.openSocket(own === null ? [settings.app] : [settings.app, own], signal);
    this.socket = socket;
    if (signal.aborted) socket.close();
    await filterEvents(client, settings, signal);
    if (own !== null) client.askOver(socket);
    const warnings = await endpointWarnings(client, settings, signal);
    for (const { detail } of warnings) this.told.add(detail);
    await legs.sweep(signal);
    await this.answered.resume(signal);
    await checkApplication(client, settings, signal);
    if (own !== null) this.proof = await this.proofBy(own, signal);
    this.opened();
    return { kind: 'open', engine, warnings };
  }

  /** @throws StreamError when it broke while it was being opened */
  private opened(): void {
    if (this.progress.at === 'opening') this.progress = { at: 'open' };
    else if (this.progress.at === 'ended' && this.progress.error !== null) throw this.progress.error;
  }

  private async proofBy(application: string, signal: AbortSignal): Promise<Proof | null> {
    const { client, receipts } = this.parts;
    const found = await client.ask({ method: 'GET', path: `applications/${application}` }, { signal });
    const memory = succeeded(found) ? await receipts.memory(client, signal) : null;
    return memory === null ? null : { application, memory };
  }

  private async openSocket(applications: readonly string[], signal: AbortSignal): Promise<AriSocket> {
    const { settings, outbound, times } = this.parts;
    const found = await outbound.addresses(settings.base);
    if (found.kind === 'not_sent') throw new StreamError('unreachable', `${found.detail}: see ARI_URL.`);
    const address = {
      url: `${settings.base.replace(/^http/, 'ws')}/events?app=${applications.map(encodeURIComponent).join()}`,
      authorization: settings.authorization,
      lookup: answering(found.addresses),
    };
    try {
      return await AriSocket.open(address, times, signal, {
        event: (event) => this.take(event),
        ended: (error) => this.ended(error),
      });
    } catch (error) {
      throw noSocket(error, settings);
    }
  }

  private take(event: AriEvent): void {
    const { legs } = this.parts;
    if (event.type === 'destroyed' && needsSipCode(event)) void this.takeWithSipCode(event);
    else this.report(event);
    legs.take(event);
    this.answered.take(event);
    if (event.type === 'destroyed' && isCallId(event.channel.id)) void this.checkNote(event.channel.id);
  }

  private report(event: AriEvent): void {
    const report = this.parts.tracker.take(event);
    if (report !== null) this.tell(report);
    if (report?.signal.reason === 'not_placed')
      this.warn(
        'unknown_endpoint',
        'Asterisk ended a call before it dialed: see ARI_ENDPOINT, and whether the dialplan has that context with an extension for the number.',
      );
  }

  /** Tells of a call what was found out elsewhere. */
  tell(report: CallReport): void {
    this.queue.push({ kind: 'report', report });
  }

  /** The dialplan's note may have what this version's event leaves out. */
  private async takeWithSipCode(event: Destroyed): Promise<void> {
    const noted = await askNotedEnd(this.parts.client, event.channel.id);
    const sip = noted !== null && 'sip' in noted ? noted.sip : null;
    this.report({ ...event, sip });
  }

  /** After the first call that ended: whether the dialplan noted it. */
  private async checkNote(callId: string): Promise<void> {
    if (this.noteChecked) return;
    this.noteChecked = true;
    const noted = await askNotedEnd(this.parts.client, callId);
    if (noted === null)
      this.warn(
        'dialplan',
        'The dialplan does not note the ends of calls, so those that end while Ringside is not connected end unseen: add [ringside] exten ended to extensions.conf as the guide shows, and load app_stack.so.',
      );
  }

  /** Tells what is wrong with how it is set up, once. */
  warn(code: StreamWarning['code'], detail: string): void {
    if (this.told.has(detail)) return;
    this.told.add(detail);
    this.queue.push({ kind: 'warning', warning: { code, detail } });
  }

  private ended(error: StreamError | null): void {
    this.progress = { at: 'ended', error };
    this.parts.client.askOver(null);
    this.parts.legs.disconnected();
    this.queue.end(error);
  }
}

type Destroyed = Extract<AriEvent, { type: 'destroyed' }>;

/** "Interworking": SIP 607 and 608 among others, told apart by their code, which Asterisk tells since 22. */
function needsSipCode({ cause, sip, channel }: Destroyed): boolean {
  return cause === 127 && sip === null && channel.state !== 'Up' && isCallId(channel.id);
}

/** Answers the socket's name lookup with addresses that were checked. */
function answering(addresses: readonly { address: string; family: number }[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
    else callback(new Error('no address'), '', 4);
  };
}

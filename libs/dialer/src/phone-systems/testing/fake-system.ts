import {
  StreamError,
  type Capabilities,
  type CallKnowledge,
  type CallSignal,
  type LegControl,
  type LegOutcome,
  type PlacementOutcome,
  type Provider,
  type StreamEvent,
  type StreamWarning,
} from '@ringside/telephony';

const CAN: Capabilities = {
  originate: true,
  hangUp: true,
  reconcile: true,
  records: false,
  stream: true,
  detectMachine: true,
  legs: ['bridge', 'listen', 'play'],
  idempotentForMs: 0,
  reports: ['dialing', 'ringing', 'answered', 'completed'],
};

export const UNREACHABLE = new StreamError('unreachable', 'It does not answer; is it running?');

/** A phone system that does what a test says, and writes down what it is asked, in order. */
export class FakeSystem {
  /** `originate 100`, `reconcile`, `hang_up`, `bridge` ... */
  readonly asked: string[] = [];
  /** Call ids by number called. */
  readonly calls = new Map<string, string>();
  /** What it knows of calls that it is asked after; a call it does not know is gone. */
  readonly known = new Map<string, CallSignal['state']>();
  /** Times the stream was tried. */
  tries = 0;
  /** Why the stream cannot be opened; null: it can. */
  refusal: StreamError | null = null;
  warnings: readonly StreamWarning[] = [];
  /** Whether it answers what it knows. */
  answers = true;
  outcome: PlacementOutcome = { kind: 'accepted', providerCallId: null };
  legOutcome: LegOutcome = { kind: 'done' };
  readonly provider: Provider;
  private events: (StreamEvent | StreamError)[] = [];
  private wake: () => void = () => undefined;

  constructor(can: Partial<Capabilities> = {}) {
    const capabilities = { ...CAN, ...can };
    this.provider = {
      kind: 'fake',
      label: 'Fake',
      capabilities,
      limits: { callsPerSecond: null, maxConcurrent: null },
      originate: ({ to, callId, detectMachine }) => {
        this.asked.push(`originate ${to}${detectMachine ? ' amd' : ''}`);
        this.calls.set(to, callId);
        this.known.set(callId, 'dialing');
        return Promise.resolve(this.outcome);
      },
      hangUp: ({ callId }) => {
        this.asked.push('hang_up');
        this.known.delete(callId);
        return Promise.resolve({ kind: 'done' });
      },
      reconcile: (calls) => {
        this.asked.push('reconcile');
        if (!this.answers) return Promise.reject(new Error('no answer'));
        return Promise.resolve(
          calls.map(({ callId }): CallKnowledge => {
            const state = this.known.get(callId);
            return state === undefined ? { callId, gone: true } : { callId, signal: signalOf(state) };
          }),
        );
      },
      ...(capabilities.legs.length > 0 && { legs: this.legs() }),
      ...(capabilities.stream && { stream: (signal: AbortSignal) => this.stream(signal) }),
      close: () => Promise.resolve(),
    };
  }

  /** The stream breaks, and cannot be opened again until {@link mend}. */
  cut(error = UNREACHABLE): void {
    this.refusal = error;
    this.tell(error);
  }

  mend(): void {
    this.refusal = null;
  }

  /** Something happens to the call to this number. */
  happens(phone: string, state: CallSignal['state'], more: Partial<CallSignal> = {}): void {
    const callId = this.calls.get(phone);
    if (callId === undefined) throw new Error(`nobody called ${phone}`);
    this.known.set(callId, state);
    this.tell({ kind: 'report', report: { callId, signal: { ...signalOf(state), ...more } } });
  }

  tell(event: StreamEvent | StreamError): void {
    this.events.push(event);
    this.wake();
  }

  private async *stream(signal: AbortSignal): AsyncIterable<StreamEvent> {
    this.tries += 1;
    if (this.refusal) throw this.refusal;
    this.events = [];
    signal.addEventListener('abort', () => this.wake(), { once: true });
    yield { kind: 'open', engine: { name: 'Fake', version: '1.2' }, warnings: this.warnings };
    while (!signal.aborted) {
      const event = this.events.shift();
      if (event instanceof StreamError) throw event;
      if (event) yield event;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private legs(): LegControl {
    const act =
      (name: string) =>
      (...args: readonly unknown[]): Promise<LegOutcome> => {
        const ids = args.flat().flatMap((arg) => {
          if (typeof arg === 'string') return [];
          return arg instanceof AbortSignal ? [] : [this.phoneOf(arg as { readonly callId: string })];
        });
        this.asked.push([name, ...ids].join(' '));
        return Promise.resolve(this.legOutcome);
      };
    return {
      bridge: act('bridge'),
      unbridge: act('unbridge'),
      listen: act('listen'),
      stopListening: act('stop_listening'),
      play: act('play'),
    };
  }

  private phoneOf({ callId }: { readonly callId: string }): string {
    return [...this.calls].find(([, id]) => id === callId)?.[0] ?? '?';
  }
}

function signalOf(state: CallSignal['state']): CallSignal {
  return { state, at: null, providerCallId: null, reason: null, answeredBy: null };
}

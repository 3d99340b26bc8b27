import type { CallSignal, PlacementOutcome } from '@ringside/telephony';
import type { Faults } from './faults.js';
import type { Random } from './random.js';
import type { Trace } from './trace.js';
import type { VirtualTime } from './virtual-time.js';

type SignalState = CallSignal['state'];

/** A call as the phone system has it. */
interface PhoneCall {
  readonly id: number;
  readonly callId: string;
  state: SignalState;
  over: boolean;
  answeredBy: CallSignal['answeredBy'];
}

/** A status on its way to us. */
export type Webhook = (callId: string, signal: CallSignal) => void;

/** What it knows of a call; `gone`: it surely does not have it, and cannot tell how it ended; null: it knows nothing. */
export type Knowledge = CallSignal | 'gone' | null;

/**
 * A phone system and the people behind it. It places what it is asked for, reports what happens there, and does
 * both as badly as its faults say. It keeps no order and never repeats a report that found nobody.
 */
export class PhoneSystem {
  private readonly calls = new Map<string, PhoneCall>();
  private lastId = 0;
  private upAgainAt = 0;
  private epoch = 0;
  private isOpen = false;
  private session = 0;
  private listener: ((open: boolean) => void) | null = null;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly trace: Trace,
    private readonly webhook: Webhook,
    /** Whether it tells by an event stream that must be open: what happens while it is not is told nobody. */
    private readonly streams = false,
  ) {
    if (faults.phoneSystemRestartMs > 0) this.planRestart();
    if (streams && faults.streamCutMs > 0) this.planCut();
  }

  /** Opens the stream as soon as that can be; `listener` is told of that, and when it is lost. One listener at a time. */
  connect(listener: (open: boolean) => void): void {
    this.listener = listener;
    this.close();
    this.openLater();
  }

  /** Takes a request off the network. `reply` may never be called. */
  place(callId: string, reply: (outcome: PlacementOutcome) => void): void {
    const { random, faults } = this;
    const closed = this.streams && !this.isOpen;
    if (closed || this.time.now < this.upAgainAt || random.chance(faults.unreachable)) {
      this.soon(() => reply({ kind: 'refused', reason: 'connection refused', retryAfterMs: null }));
      return;
    }
    const { epoch } = this;
    this.soon(() => {
      if (epoch === this.epoch) this.take(callId, reply);
      else reply({ kind: 'unknown', reason: 'connection reset' });
    });
  }

  /** Ends a call; whether it was there. */
  hangUp(callId: string): boolean {
    const call = this.calls.get(callId);
    if (call === undefined || call.over) return false;
    this.trace.add(this.time.now, 'hung_up', callId);
    this.end(call, call.state === 'answered' ? 'completed' : 'canceled');
    return true;
  }

  lookUp(callId: string): Knowledge {
    const call = this.calls.get(callId);
    if (this.streams && (call === undefined || (call.over && this.random.chance(this.faults.forgotten))))
      return 'gone';
    return call === undefined ? null : signalOf(call, call.state);
  }

  private take(callId: string, reply: (outcome: PlacementOutcome) => void): void {
    const { random, faults, time, trace } = this;
    trace.add(time.now, 'arrived', callId);
    if (random.chance(faults.refused)) {
      const retryAfterMs = random.chance(0.5) ? random.between(0, 5) * 1000 : null;
      this.soon(() => reply({ kind: 'refused', reason: random.chance(0.5) ? '429' : '503', retryAfterMs }));
      return;
    }
    if (random.chance(faults.error)) {
      this.soon(() => reply({ kind: 'failed', reason: 'unknown phone' }));
      return;
    }
    const broken = random.chance(faults.broken);
    if (broken) this.soon(() => reply({ kind: 'unknown', reason: '500' }));
    if (broken && random.chance(0.5)) return;

    const call: PhoneCall = {
      id: (this.lastId += 1),
      callId,
      state: 'dialing',
      over: false,
      answeredBy: null,
    };
    this.calls.set(callId, call);
    trace.add(time.now, 'placed', callId);
    this.live(call);
    if (broken || random.chance(faults.replyLost)) return;
    const outcome: PlacementOutcome = { kind: 'accepted', providerCallId: String(call.id) };
    const { epoch } = this;
    const ms = random.chance(faults.replySlow) ? random.between(9000, 20_000) : random.between(1, 80);
    time.after(ms, () => {
      reply(epoch === this.epoch ? outcome : { kind: 'unknown', reason: 'connection reset' });
    });
  }

  /** The life of a call: it rings, somebody answers or not, it ends. */
  private live(call: PhoneCall): void {
    const { random, faults } = this;
    const ringsAfter = random.chance(faults.early) ? 0 : random.between(50, 3000);
    this.then(call, ringsAfter, () => this.report(call, 'ringing'));
    const fate = random.next();
    const rings = random.between(200, 30_000);
    const answers = fate < 0.6;
    const ends: SignalState =
      fate < 0.7 ? 'completed' : fate < 0.8 ? 'busy' : fate < 0.95 ? 'no_answer' : 'rejected';
    if (answers) this.then(call, ringsAfter + rings, () => this.answer(call));
    if (random.chance(faults.neverCompleted)) return;
    const talks = answers ? random.between(0, 60_000) : 0;
    this.then(call, ringsAfter + rings + talks, () => this.end(call, ends));
  }

  /** Somebody, or something, picks up; which of the two is told a moment later. */
  private answer(call: PhoneCall): void {
    this.report(call, 'answered');
    const { faults, random } = this;
    if (faults.machine === 0) return;
    const who = random.chance(faults.machine) ? 'machine' : 'human';
    this.then(call, random.between(500, 4000), () => {
      call.answeredBy = who;
      this.report(call, 'answered');
    });
  }

  private then(call: PhoneCall, ms: number, run: () => void): void {
    this.time.after(ms, () => {
      if (!call.over) run();
    });
  }

  private end(call: PhoneCall, state: SignalState): void {
    call.over = true;
    this.trace.add(this.time.now, 'ended', call.callId);
    this.report(call, state);
  }

  /** Something happened to a call; whether, when and how often we hear of it is another matter. */
  private report(call: PhoneCall, state: SignalState): void {
    const { random, faults } = this;
    call.state = state;
    if (random.chance(faults.lost) || (this.streams && !this.isOpen)) return;
    const signal = signalOf(call, state);
    const { epoch, session } = this;
    const send = (): void => {
      // A stream keeps the order.
      let ms = this.streams ? 20 : random.between(0, 60);
      if (random.chance(faults.late)) ms += random.between(1000, 20_000);
      if (random.chance(faults.reordered)) ms += random.between(1, 60_000);
      this.time.after(ms, () => {
        if (epoch === this.epoch && session === this.session) this.webhook(call.callId, signal);
      });
    };
    send();
    if (random.chance(faults.doubled)) send();
  }

  /** It forgets its calls, and tells nobody. */
  private planRestart(): void {
    const mean = this.faults.phoneSystemRestartMs;
    this.time.after(this.random.between(mean / 2, mean * 1.5), () => {
      const { now } = this.time;
      this.trace.add(now, 'phone_system_restarted');
      for (const call of this.calls.values()) {
        if (!call.over) this.trace.add(now, 'ended', call.callId);
        call.over = true;
      }
      this.calls.clear();
      this.lastId = 0;
      this.epoch += 1;
      this.upAgainAt = now + this.random.between(100, 20_000);
      this.cut();
      this.planRestart();
    });
  }

  private planCut(): void {
    const mean = this.faults.streamCutMs;
    this.time.after(this.random.between(mean / 2, mean * 1.5), () => {
      this.cut();
      this.planCut();
    });
  }

  private cut(): void {
    if (!this.isOpen) return;
    this.close();
    this.listener?.(false);
    this.openLater();
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.session += 1;
    this.trace.add(this.time.now, 'stream_lost');
  }

  private openLater(): void {
    const { listener } = this;
    const long = this.faults.streamCutMs > 0 && this.random.chance(0.5);
    this.time.after(this.random.between(20, long ? 90_000 : 500), () => {
      if (this.listener !== listener || this.isOpen) return;
      if (this.time.now < this.upAgainAt) return this.openLater();
      this.isOpen = true;
      this.trace.add(this.time.now, 'stream_opened');
      listener?.(true);
    });
  }

  /** One way through the network. */
  private soon(run: () => void): void {
    this.time.after(this.random.between(1, 40), run);
  }
}

function signalOf(call: PhoneCall, state: SignalState): CallSignal {
  return { state, at: null, providerCallId: String(call.id), reason: null, answeredBy: call.answeredBy };
}

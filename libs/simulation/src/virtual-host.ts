import {
  createCampaignEngine,
  emptyChanges,
  type Call,
  type CampaignEngine,
  type Effect,
  type EngineDeps,
  type EngineInput,
} from '@ringside/engine';
import type { CallSignal, PlacementOutcome } from '@ringside/telephony';
import { Link } from './link.js';
import type { PhoneSystem } from './phone-system.js';
import type { Random } from './random.js';
import { Rows } from './rows.js';
import type { Trace } from './trace.js';
import type { VirtualTime } from './virtual-time.js';

/** After a start, queued statuses win over deadlines for this long. */
const GRACE_MS = 15_000;

/** What the host is built from. */
export interface HostParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly trace: Trace;
  readonly rows: Rows;
  readonly deps: EngineDeps;
  /** Chance of dying at a commit. */
  readonly crash: number;
  /** Whether the phone system has an event stream. */
  readonly streams: boolean;
}

/**
 * The shell around the production engine, in virtual time: what arrives during one commit is the next
 * batch, effects run only after the commit that decided them, and a commit may be the last thing it does.
 */
export class VirtualHost {
  commits = 0;
  /** Why the phone system may not be dialed through now. */
  down: string | null = null;
  private engine: CampaignEngine | null = null;
  private phones: PhoneSystem | null = null;
  private link: Link | null = null;
  /** A new life after every crash: nothing of the one before may act any more. */
  private life = 0;
  private inbox: EngineInput[] = [];
  private committing = false;
  private timer: number | null = null;
  /** Commands that are repeated until they are durable, as a person would. */
  private commands: EngineInput[] = [];

  constructor(private readonly parts: HostParts) {}

  start(phones: PhoneSystem): void {
    const { rows, deps, trace, time } = this.parts;
    this.phones = phones;
    if (this.parts.streams) this.connect(phones);
    this.engine = createCampaignEngine(structuredClone(rows.load()), deps);
    trace.add(time.now, 'started');
    this.give({ type: 'grace', ms: GRACE_MS });
    for (const command of this.commands) this.give(command);
  }

  /** Gives a command, again after each crash until it is durable. */
  command(input: EngineInput): void {
    this.commands.push(input);
    this.give(input);
  }

  /** A new pass over the whole list; only once the campaign has ended. */
  newPass(): void {
    this.die();
    const toDial = this.parts.rows.preparePass();
    if (this.phones !== null) this.start(this.phones);
    this.command({ type: 'start', newPass: true, toDial });
  }

  webhook(callId: string, signal: CallSignal): void {
    this.give({ type: 'signal', callId, signal });
  }

  /** Ended, every call over, every command durable. */
  get done(): boolean {
    return this.engine !== null && this.engine.idle && this.commands.length === 0 && !this.committing;
  }

  private give(input: EngineInput): void {
    // Nobody is there: what came is lost for good.
    if (this.engine === null) return;
    this.inbox.push(input);
    if (!this.committing) this.batch(this.engine);
  }

  private batch(engine: CampaignEngine): void {
    const { rows, time, random } = this.parts;
    const changes = emptyChanges();
    const inputs = this.inbox;
    this.inbox = [];
    for (const input of inputs) engine.step(input, time.now, changes);
    if (engine.nextWakeAt !== null && engine.nextWakeAt <= time.now)
      engine.step({ type: 'tick' }, time.now, changes);
    const commit = Rows.copy(changes);
    const effects: Effect[] = [];
    this.committing = true;
    for (const { effect } of changes.effects) {
      // What an earlier commit has written goes out at once, whatever becomes of this one.
      if (effect.type === 'place_call' && effect.written && !changes.newCalls.has(effect.call.id))
        this.act(effect);
      else effects.push(effect);
    }
    this.later(random.between(0, 5), () => {
      const dies = random.chance(this.parts.crash);
      if (dies && random.chance(0.4)) {
        this.crash();
        return;
      }
      rows.write(commit);
      this.commits += 1;
      this.commands = this.commands.filter((command) => !inputs.includes(command));
      const survives = dies ? random.between(0, effects.length) : effects.length;
      for (const effect of effects.slice(0, survives)) this.act(effect);
      if (dies) {
        this.crash();
        return;
      }
      this.committing = false;
      if (this.inbox.length > 0) this.batch(engine);
      else this.plan(engine);
    });
  }

  /** Ticks when the engine wants to be woken. */
  private plan(engine: CampaignEngine): void {
    const at = engine.nextWakeAt;
    if (at === null || at === this.timer) return;
    this.timer = at;
    this.later(at - this.parts.time.now, () => {
      if (this.timer !== at) return;
      this.timer = null;
      if (!this.committing) this.give({ type: 'tick' });
    });
  }

  private act(effect: Effect): void {
    const { random, rows } = this.parts;
    switch (effect.type) {
      case 'place_call':
        this.place(effect.call, effect.n);
        break;
      case 'hang_up':
        this.parts.time.after(random.between(1, 40), () => this.phones?.hangUp(effect.call.id));
        break;
      case 'reconcile':
        this.later(random.between(1, 80), () => this.reconcile(effect.call.id));
        break;
      case 'need_contacts':
        this.later(random.between(0, 5), () => {
          const contacts = rows.nextContacts(effect.after, effect.limit);
          this.give({ type: 'contacts', contacts, exhausted: contacts.length < effect.limit });
        });
        break;
      case 'cancel_idle':
        this.give({ type: 'contacts_canceled', count: rows.cancelIdle() });
        break;
    }
  }

  /** The request goes out whether we live to see its reply or not; after the reply timeout nobody waits for it. */
  private place({ id }: Call, n: number): void {
    const { time, trace, rows } = this.parts;
    const requestedAt = time.now;
    const { life } = this;
    let answered = false;
    const reply = (outcome: PlacementOutcome): void => {
      if (answered || life !== this.life) return;
      answered = true;
      this.give({ type: 'placement', callId: id, n, requestedAt, outcome });
    };
    trace.add(time.now, 'sent', id);
    this.phones?.place(id, reply);
    time.after(rows.campaign.replyTimeoutMs, () => reply({ kind: 'unknown', reason: 'no reply in time' }));
  }

  private reconcile(callId: string): void {
    const { random } = this.parts;
    if (random.chance(0.1)) return;
    if (this.link !== null) return this.link.ask(callId);
    const known = this.phones?.lookUp(callId) ?? null;
    if (known !== null && known !== 'gone') this.give({ type: 'signal', callId, signal: known });
    this.give({ type: 'reconciled', callId, result: known === null ? 'not_found' : 'found' });
  }

  private connect(phones: PhoneSystem): void {
    this.link = new Link(phones, this.parts.random, {
      calls: () => [...(this.engine?.inFlight.values() ?? [])].map(({ call }) => call),
      give: (input) => this.give(input),
      hold: (down) => (this.down = down),
      later: (ms, run) => this.later(ms, run),
    });
  }

  private crash(): void {
    const { time, trace, random } = this.parts;
    trace.add(time.now, 'crashed');
    this.die();
    time.after(random.between(200, 5000), () => {
      if (this.engine === null && this.phones !== null) this.start(this.phones);
    });
  }

  private die(): void {
    this.life += 1;
    this.engine = null;
    this.link?.end();
    this.link = null;
    this.inbox = [];
    this.committing = false;
    this.timer = null;
  }

  /** Runs it later, unless this life is over by then. */
  private later(ms: number, run: () => void): void {
    const { life } = this;
    this.parts.time.after(ms, () => {
      if (life === this.life) run();
    });
  }
}

import type { Behaviour } from './behaviour.js';
import { type OwnCall, PBX_ACTIONS, type PbxAction } from './cdr.js';
import { webhookText } from './cdr-text.js';
import { nowMs, Sleepers } from './clock.js';
import { deliver } from './delivery.js';
import { type Intent, intentOf } from './own-calls.js';
import type { PbxCall, PbxStats, WebhookAnswer } from './pbx-call.js';
import { type CallStatus, storyOf } from './people.js';
import { between, bits, fateOf, happens, nthFate } from './random.js';
import { RecordList } from './records.js';
import { Rhythm } from './rhythm.js';
import type { Destination, WebhookSender } from './webhook-sender.js';

/** Calls of one trigger begin within so many milliseconds, at speed 1. */
const SPREAD_MS = 3000;
const MOST_PRINTED = 1000;

const ACTION_OF: Readonly<Record<CallStatus, PbxAction>> = {
  ringing: 'RING',
  answered: 'ANSWERED',
  completed: 'HANGUP',
};

interface LiveCall extends Intent {
  readonly n: number;
  readonly tenant: string;
  readonly behaviour: Behaviour;
  readonly records: RecordList;
  readonly epoch: number;
  /** Null as long as it has not begun. */
  facts: OwnCall | null;
  ending: PbxCall['ending'];
  recorded: boolean;
  readonly webhooks: { readonly action: PbxAction; readonly atMs: number; answer: WebhookAnswer }[];
}

export interface PbxParts {
  /** Seeds: of the world, and of this run of it. */
  readonly world: number;
  readonly run: number;
  /** How many calls, and how many records, are held. */
  readonly limit: number;
  readonly history: number;
  readonly sender: WebhookSender;
  readonly behaviour: () => Behaviour;
  readonly tenant: () => string;
  /** Where the answers of webhooks are printed. */
  readonly print: (line: string) => void;
}

/** The part that makes calls of its own: it lets them happen, tells of them by webhook, and keeps their records. */
export class Pbx {
  private readonly key: number;
  private readonly twinKey: number;
  private readonly sleepers = new Sleepers();
  private readonly rhythm: Rhythm;
  private destination: Destination | null = null;
  /** Of each tenant that it has been. */
  private lists = new Map<string, RecordList>();
  private calls: LiveCall[] = [];
  private last = 0;
  private inFlight = 0;
  /** One more whenever all calls are forgotten. */
  private epoch = 0;
  private sent = 0;
  private lost = 0;
  private answered2xx = 0;
  private answeredOther = 0;
  private failed = 0;

  constructor(private readonly parts: PbxParts) {
    this.key = fateOf(parts.run, 'pbx', 0);
    this.twinKey = fateOf(parts.run, 'pbx', 1);
    this.rhythm = new Rhythm(
      () => parts.behaviour().pbxRate,
      () => this.begin(parts.behaviour(), 0),
      () => between(0.5, 1.5, nthFate(this.key, this.last), 'gap'),
    );
  }

  /** Of the tenant that it is now. */
  get records(): RecordList {
    const tenant = this.parts.tenant();
    const { world, run, history, limit } = this.parts;
    const list = this.lists.get(tenant) ?? new RecordList(world, run, history, limit);
    this.lists.set(tenant, list);
    return list;
  }

  /** Where webhooks go from now on; null = nowhere. */
  sendTo(url: URL | null): void {
    this.destination = url === null ? null : this.parts.sender.destination(url);
  }

  /** Begins `pbx_calls` calls. */
  trigger(behaviour: Behaviour): void {
    if (this.destination === null) this.parts.print('no webhook_url is set, so webhooks go nowhere');
    for (let i = 0; i < behaviour.pbxCalls; i += 1) this.begin(behaviour, SPREAD_MS / behaviour.speed);
  }

  /** To be called when `pbx_rate` may have changed. */
  keepTime(): void {
    this.rhythm.keep();
  }

  /** Calls after number `after`, at most `most`. */
  read(after = 0, most = Infinity): PbxCall[] {
    const first = (this.calls[0]?.n ?? 1) - 1;
    const from = Math.max(0, after - first);
    return this.calls.slice(from, from + most).map((call) => this.told(call));
  }

  stats(): PbxStats {
    return {
      calls: this.last,
      inFlight: this.inFlight,
      records: this.records.total,
      webhooksSent: this.sent,
      webhooksLost: this.lost,
      webhooksAnswered2xx: this.answered2xx,
      webhooksAnsweredOther: this.answeredOther,
      webhooksFailed: this.failed,
    };
  }

  /** Nothing more is heard of calls that go on; records stay. */
  restart(): void {
    this.epoch += 1;
    this.inFlight = 0;
    for (const call of this.calls) call.ending ??= 'restart';
    this.sleepers.wakeAll();
  }

  reset(): void {
    this.restart();
    this.lists = new Map();
    this.calls = [];
    this.last = 0;
    this.sent = this.lost = this.answered2xx = this.answeredOther = this.failed = 0;
    this.keepTime();
  }

  close(): void {
    this.rhythm.stop();
    this.restart();
  }

  private begin(behaviour: Behaviour, withinMs: number): void {
    const fate = nthFate(this.key, this.last);
    const call: LiveCall = {
      ...intentOf(fate, bits(this.twinKey, this.last), behaviour.people),
      ...{ n: (this.last += 1), tenant: this.parts.tenant(), behaviour, records: this.records },
      ...{ epoch: this.epoch, facts: null, recorded: false, ending: null, webhooks: [] },
    };
    this.calls.push(call);
    if (this.calls.length > this.parts.limit) this.calls.shift();
    this.inFlight += 1;
    void this.run(call, between(0, withinMs, fate, 'begin'));
  }

  /** Lets one call happen from beginning to end. */
  private async run(call: LiveCall, delayMs: number): Promise<void> {
    const { fate, behaviour } = call;
    const story = storyOf(call.person, fate).map(({ afterMs, status }) => ({
      afterMs: afterMs / behaviour.speed,
      action: ACTION_OF[status],
    }));
    const steps = [{ afterMs: delayMs, action: 'ORIGINATE' as const }, ...story];
    const heldBack: Told[] = [];
    for (const { afterMs, action } of steps) {
      await this.sleepers.sleep(afterMs);
      if (this.forgotten(call)) return;
      const told = { action, body: webhookText(this.reach(call, action), action, behaviour) };
      if (action !== 'HANGUP' && happens(behaviour.reordered, fate, 'reordered', indexOf(action))) {
        heldBack.unshift(told);
        continue;
      }
      const unsaid = action === 'HANGUP' && happens(behaviour.neverHangup, fate, 'never_hangup');
      for (const next of [...(unsaid ? [] : [told]), ...heldBack.splice(0)]) await this.tell(call, next);
    }
  }

  /** What is known of a call now that this has happened to it. */
  private reach(call: LiveCall, action: PbxAction): OwnCall {
    const at = Math.floor(nowMs());
    const facts = call.facts === null ? begun(call, at) : reached(call.facts, action, at, call.recording);
    call.facts = facts;
    if (action === 'HANGUP') {
      call.ending = 'completed';
      this.inFlight -= 1;
      call.recorded = !happens(call.behaviour.lostRecords, call.fate, 'lost_record');
      if (call.recorded) call.records.add(facts);
    }
    return facts;
  }

  /** Tells of a call; in a phone system that does not wait, the webhook goes its own way. */
  private async tell(call: LiveCall, told: Told): Promise<void> {
    const { fate, behaviour } = call;
    const delivered = deliver({
      ...{ fate, behaviour, index: indexOf(told.action), sleepers: this.sleepers },
      send: () => this.send(call, told),
      lose: () => {
        this.lost += 1;
        call.webhooks.push({ action: told.action, atMs: nowMs(), answer: 'lost' });
      },
      forgotten: () => this.forgotten(call),
    });
    if (behaviour.wait) await delivered;
  }

  private async send(call: LiveCall, { action, body }: Told): Promise<void> {
    const { destination } = this;
    const sent: LiveCall['webhooks'][number] = { action, atMs: nowMs(), answer: 'nowhere' };
    call.webhooks.push(sent);
    if (destination === null) return;
    sent.answer = 'pending';
    const { calls } = this;
    this.sent += 1;
    const silent = happens(call.behaviour.noTenant, call.fate, 'no_tenant', indexOf(action));
    const headers: Record<string, string> = silent ? {} : { 'Tenant-UUID': call.tenant };
    const { answer, text } = await this.parts.sender.postAndRead(destination, body, headers);
    sent.answer = answer;
    if (calls !== this.calls) return;
    if (typeof answer !== 'number') this.failed += 1;
    else if (answer >= 200 && answer < 300) this.answered2xx += 1;
    else this.answeredOther += 1;
    this.parts.print(`${action} ${call.uuid}: ${String(answer)} ${printable(text)}`.trimEnd());
  }

  private told(call: LiveCall): PbxCall {
    const { n, uuid, tenant, phone, from, person, facts, ending } = call;
    const { startedMs = null, ringingMs = null, answeredMs = null, endedMs = null } = facts ?? {};
    return {
      ...{ n, uuid, tenant, phone, from, person, startedMs, ringingMs, answeredMs, endedMs, ending },
      recording: facts?.recording ?? null,
      webhooks: call.webhooks.map((webhook) => ({ ...webhook })),
      record: call.recorded && call.tenant === this.parts.tenant(),
    };
  }

  private forgotten(call: LiveCall): boolean {
    return call.epoch !== this.epoch;
  }
}

interface Told {
  readonly action: PbxAction;
  readonly body: string;
}

function begun({ fate, uuid, phone, from }: Intent, startedMs: number): OwnCall {
  const later = { ringingMs: null, answeredMs: null, endedMs: null, recording: null };
  return { fate, uuid, phone, from, startedMs, ...later };
}

function reached(facts: OwnCall, action: PbxAction, at: number, recording: string): OwnCall {
  switch (action) {
    case 'ORIGINATE':
      return facts;
    case 'RING':
      return { ...facts, ringingMs: at };
    case 'ANSWERED':
      return { ...facts, answeredMs: at, recording };
    case 'HANGUP':
      return { ...facts, endedMs: at };
  }
}

function indexOf(action: PbxAction): number {
  return PBX_ACTIONS.indexOf(action);
}

/** An answer on one line. */
function printable(text: string): string {
  return text.slice(0, MOST_PRINTED).replace(/\p{Cc}+/gu, ' ');
}

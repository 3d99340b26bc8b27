import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Behaviour, type BehaviourReading, readBehaviour } from './behaviour.js';
import type { CallLog, Outcome } from './call-log.js';
import { nowMs, Sleepers } from './clock.js';
import { answer, answerText, readBody, readObject } from './http.js';
import { personOf } from './people.js';
import { fateOf, happens } from './random.js';
import type { Switchboard } from './switchboard.js';
import { readWebhookAddress } from './webhook-address.js';
import type { WebhookSender } from './webhook-sender.js';

const MOST_QUERIES_KEPT = 1000;

/** What the endpoint needs of the phone system around it. */
export interface CallEndpointParts {
  readonly seed: number;
  readonly anyWebhook: boolean;
  readonly switchboard: Switchboard;
  readonly sender: WebhookSender;
  readonly log: () => CallLog;
  readonly behaviour: () => Behaviour;
  /** Refuses connections for so many milliseconds. */
  readonly refuse: (ms: number) => void;
}

/** A request that could be read. */
interface Order {
  readonly phone: string;
  readonly webhook: URL;
  readonly callId: string | null;
  readonly detects: boolean;
}

/** A name of the caller's for a call: never all digits, for that would be one of ours. */
const CALL_ID = /^(?=.*\D)[\w.-]{1,64}$/;

/** `POST /call`: the call API of seed 000, with whatever is to go wrong. `call_id` and `detect_machine` are ours. */
export class CallEndpoint {
  private outcomes = new Map<Outcome, number>();
  private arrivals = 0;
  private sinceRefusal = 0;
  /** How often each number was placed, and how often it was turned away. */
  private placedTimes = new Map<string, number>();
  private refusedTimes = new Map<string, number>();
  private readonly queries = new Map<string, BehaviourReading>();
  private readonly sleepers = new Sleepers();

  constructor(private readonly parts: CallEndpointParts) {}

  /** Requests since the last reset, and how the readable ones were dealt with. */
  stats(): { readonly arrivals: number; readonly outcomes: Readonly<Partial<Record<Outcome, number>>> } {
    return { arrivals: this.arrivals, outcomes: Object.fromEntries(this.outcomes) };
  }

  reset(): void {
    this.arrivals = this.sinceRefusal = 0;
    this.outcomes = new Map();
    this.placedTimes = new Map();
    this.refusedTimes = new Map();
    this.wake();
  }

  /** Ends all waiting replies. */
  wake(): void {
    this.sleepers.wakeAll();
  }

  async handle(request: IncomingMessage, response: ServerResponse, query: string): Promise<void> {
    const arrivedMs = nowMs();
    this.arrivals += 1;
    const body = await readBody(request);
    if (!body.ok) return answer(response, body.status, { error: 'the body could not be read' });
    const type = request.headers['content-type'];
    // The real ones fail on an empty body, and refuse a form even if it is empty.
    if (body.text === '' && type?.includes('form') !== true) {
      return answer(response, 500, { error: 'empty body' });
    }
    if (!/^application\/json\b/i.test(type ?? '')) {
      return answer(response, 415, { error: 'send application/json' });
    }
    const order = this.readOrder(readObject(body.text));
    if (typeof order === 'string') return answer(response, 200, { error: order });
    const { given, problems } = this.readQuery(query);
    if (problems.length > 0) return answer(response, 400, { error: problems.join('; ') });
    const behaviour = { ...this.parts.behaviour(), ...given };
    this.sinceRefusal += 1;
    const refuses = behaviour.refuseAfter > 0 && this.sinceRefusal >= behaviour.refuseAfter;
    if (refuses) {
      this.sinceRefusal = 0;
      // Said beforehand, so that the caller does not send its next request into a closing connection.
      response.shouldKeepAlive = false;
    }
    await this.order(order, behaviour, arrivedMs, response);
    if (refuses) this.parts.refuse(behaviour.refuseMs);
  }

  /** Turns a readable order away, or places it and replies. */
  private async order(
    order: Order,
    behaviour: Behaviour,
    arrivedMs: number,
    response: ServerResponse,
  ): Promise<void> {
    const { seed, switchboard, sender } = this.parts;
    const { phone } = order;
    const webhook = order.webhook.href;
    const times = this.placedTimes.get(phone) ?? 0;
    const refused = this.refusedTimes.get(phone) ?? 0;
    // People are the same however often a number was turned away; turning away must not repeat for ever.
    const fate = fateOf(seed, phone, times);
    const person = personOf(phone, behaviour.people, fate);
    const refusal = refusalOf(behaviour, fateOf(seed, phone, times + refused));
    if (refusal !== null || person === 'unreachable') {
      const outcome = refusal ?? 'error';
      this.refusedTimes.set(phone, refused + 1);
      this.count(outcome);
      const { currentInstance: instance, inFlight } = switchboard;
      this.parts.log().add({ id: null, instance, phone, webhook, person, outcome, arrivedMs, inFlight });
      return turnAway(response, outcome, behaviour);
    }
    this.placedTimes.set(phone, times + 1);
    const outcome = replyOf(behaviour, fate);
    this.count(outcome);
    const to = sender.destination(order.webhook);
    const { callId, detects } = order;
    const placement = { phone, webhook, person, fate, behaviour, to, outcome, arrivedMs, callId, detects };
    const call = switchboard.place(placement);
    const instance = switchboard.currentInstance;
    const begun = call.early || outcome === 'reply_slow' ? call.begin() : null;
    if (call.early) await begun;
    if (outcome === 'reply_slow') await this.sleepers.sleep(behaviour.replySlowMs);
    if (outcome === 'reply_lost' || instance !== switchboard.currentInstance) response.destroy();
    else answerText(response, 200, `{"id":${String(call.id)}${outcome === 'garbled' ? '' : '}'}`);
    if (begun === null) void call.begin();
    if (behaviour.restartAfter > 0 && switchboard.placedThisInstance >= behaviour.restartAfter) {
      switchboard.restart();
      this.wake();
    }
  }

  /** The order, or what is wrong with it in words. */
  private readOrder(body: Readonly<Record<string, unknown>> | null): Order | string {
    if (body === null) return 'the body must be a JSON object';
    const { phone } = body;
    if (typeof phone !== 'string') return 'phone must be a string';
    if (!/^\+?[\d\s.()/-]+$/.test(phone) || !/^\d{3,15}$/.test(phone.replace(/\D/g, ''))) {
      return 'phone is not a number';
    }
    const webhook = readWebhookAddress(body['webhookURL'] ?? body['webhook_url'], this.parts.anyWebhook);
    if (!webhook.ok) return `webhookURL ${webhook.problem}`;
    const { call_id: callId = null, detect_machine: detects = false } = body;
    if (callId !== null && !(typeof callId === 'string' && CALL_ID.test(callId))) {
      return 'call_id must be 1 to 64 letters, digits, . _ -, and not digits alone';
    }
    if (typeof detects !== 'boolean') return 'detect_machine must be true or false';
    return { phone, webhook: webhook.url, callId, detects };
  }

  /** Callers send the same query again and again: it is read once. */
  private readQuery(query: string): BehaviourReading {
    const known = this.queries.get(query);
    if (known !== undefined) return known;
    const reading = readBehaviour(new URLSearchParams(query));
    if (this.queries.size >= MOST_QUERIES_KEPT) this.queries.clear();
    this.queries.set(query, reading);
    return reading;
  }

  private count(outcome: Outcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

type Refusal = 'http_429' | 'http_503' | 'http_500' | 'error';

function refusalOf(behaviour: Behaviour, fate: number): Refusal | null {
  if (happens(behaviour.http429, fate, 'http_429')) return 'http_429';
  if (happens(behaviour.http503, fate, 'http_503')) return 'http_503';
  if (happens(behaviour.http500, fate, 'http_500')) return 'http_500';
  return happens(behaviour.error, fate, 'error') ? 'error' : null;
}

function replyOf(behaviour: Behaviour, fate: number): Outcome {
  if (happens(behaviour.replyLost, fate, 'reply_lost')) return 'reply_lost';
  if (happens(behaviour.garbled, fate, 'garbled')) return 'garbled';
  return happens(behaviour.replySlow, fate, 'reply_slow') ? 'reply_slow' : 'placed';
}

function turnAway(response: ServerResponse, refusal: Refusal, { retryAfter }: Behaviour): void {
  const later = { 'retry-after': retryAfter };
  switch (refusal) {
    case 'error':
      return answer(response, 200, { error: 'number not in service' });
    case 'http_429':
      return answer(response, 429, { error: 'too many calls' }, later);
    case 'http_503':
      return answer(response, 503, { error: 'no lines free' }, later);
    case 'http_500':
      return answer(response, 500, { error: 'internal error' });
  }
}

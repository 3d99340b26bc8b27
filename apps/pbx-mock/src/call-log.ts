import { ANSWERED_BY, type AnsweredBy, CALL_STATUSES, type CallStatus, type Person } from './people.js';

/** How a request to `POST /call` was dealt with. */
export const OUTCOMES = [
  'placed',
  'error',
  'http_429',
  'http_503',
  'http_500',
  'reply_lost',
  'reply_slow',
  'garbled',
] as const;
/** `reply_lost`, `reply_slow` and `garbled` were placed too; `error` and `http_*` were not. */
export type Outcome = (typeof OUTCOMES)[number];

export const ENDINGS = ['completed', 'hung_up', 'restart'] as const;
/** `restart`: the phone system forgot the call. */
export type Ending = (typeof ENDINGS)[number];

/** What became of one status: the HTTP status of the answer, or why there is none. */
export type StatusAnswer = number | 'pending' | 'failed' | 'timeout' | 'blocked' | 'lost';
const WORDS = ['pending', 'failed', 'timeout', 'blocked', 'lost'] as const;

/** One status as the phone system sent it. */
export interface SentStatus {
  readonly status: CallStatus;
  /** What was found out, in the status that says so. */
  readonly answeredBy?: AnsweredBy;
  /** Epoch milliseconds, with a fraction. */
  readonly atMs: number;
  readonly answer: StatusAnswer;
}

/** One request to `POST /call` and the call it became, as the phone system saw it. Times: epoch milliseconds. */
export interface CallRecord {
  /** 1, 2, 3 ... in order of arrival, over restarts; begins again only at a reset. */
  readonly n: number;
  /** Null when it was not placed. */
  readonly id: number | null;
  /** 1, then one more at each restart. */
  readonly instance: number;
  readonly phone: string;
  /** Where its statuses go; null for all but the latest 10,000 requests. */
  readonly webhook: string | null;
  readonly person: Person | null;
  readonly outcome: Outcome;
  readonly arrivedMs: number;
  readonly endedMs: number | null;
  readonly ending: Ending | null;
  /** Calls in flight when it was placed, itself included; those that never end are not counted. */
  readonly inFlight: number;
  readonly statuses: readonly SentStatus[];
}

/** A record as it begins. */
export type NewRecord = Omit<CallRecord, 'n' | 'endedMs' | 'ending' | 'statuses'> & {
  readonly webhook: string;
};

const PERSONS: readonly Person[] = [
  'answer',
  'ignore',
  'busy',
  'hang_up',
  'instant',
  'talk',
  'stuck',
  'unreachable',
  'told',
  'machine',
];
/** Three statuses, and who answered, each at most twice. */
const SLOTS = 8;
/** What is said in a slot: a status, or that a human or a machine answered. */
const SAID: readonly Pick<SentStatus, 'status' | 'answeredBy'>[] = [
  ...CALL_STATUSES.map((status) => ({ status })),
  ...ANSWERED_BY.map((answeredBy) => ({ status: 'answered' as const, answeredBy })),
];
const FIRST_SIZE = 1024;
/** Addresses are the largest part of a record: only so many are kept. */
const WEBHOOKS_KEPT = 10_000;

/**
 * The log in columns: about 90 bytes a call and its number, so that a million calls fit. It grows up to
 * `limit`, then the oldest calls make room.
 */
export class CallLog {
  private size = 0;
  private last = 0;
  private ids = new Uint32Array(0);
  private instances = new Uint32Array(0);
  private persons = new Uint8Array(0);
  private outcomes = new Uint8Array(0);
  private arrived = new Float64Array(0);
  private ended = new Float64Array(0);
  private endings = new Uint8Array(0);
  private inFlight = new Uint32Array(0);
  private sentCount = new Uint8Array(0);
  private sentStatus = new Uint8Array(0);
  private sentAfter = new Float32Array(0);
  private answers = new Uint16Array(0);
  private readonly phones: string[] = [];
  private readonly webhooks: string[] = [];

  constructor(private readonly limit: number) {}

  /** Number of the latest record; 0 = none yet. */
  get latest(): number {
    return this.last;
  }

  /** Number of the oldest record kept. */
  get oldest(): number {
    return Math.max(1, this.last - this.limit + 1);
  }

  /** Writes a request down and returns its number. */
  add(entry: NewRecord): number {
    this.last += 1;
    const at = this.row(this.last);
    if (at >= this.size) this.grow();
    this.ids[at] = entry.id ?? 0;
    this.instances[at] = entry.instance;
    this.persons[at] = entry.person === null ? 0 : PERSONS.indexOf(entry.person) + 1;
    this.outcomes[at] = OUTCOMES.indexOf(entry.outcome);
    this.arrived[at] = entry.arrivedMs;
    this.ended[at] = 0;
    this.endings[at] = 0;
    this.inFlight[at] = entry.inFlight;
    this.sentCount[at] = 0;
    this.phones[at] = entry.phone;
    this.webhooks[(this.last - 1) % WEBHOOKS_KEPT] = entry.webhook;
    return this.last;
  }

  /** Notes the end of call `n`. */
  end(n: number, atMs: number, ending: Ending): void {
    if (!this.has(n)) return;
    const at = this.row(n);
    this.ended[at] = atMs;
    this.endings[at] = ENDINGS.indexOf(ending) + 1;
  }

  /** Notes a status of call `n`; the result names it for {@link answer}. */
  sent(
    n: number,
    status: CallStatus,
    atMs: number,
    answer: StatusAnswer,
    by: AnsweredBy | null = null,
  ): number {
    if (!this.has(n)) return SLOTS;
    const at = this.row(n);
    const slot = this.sentCount[at] ?? SLOTS;
    if (slot >= SLOTS) return SLOTS;
    this.sentCount[at] = slot + 1;
    this.sentStatus[at * SLOTS + slot] =
      by === null ? CALL_STATUSES.indexOf(status) : CALL_STATUSES.length + ANSWERED_BY.indexOf(by);
    this.sentAfter[at * SLOTS + slot] = atMs - (this.arrived[at] ?? 0);
    this.answers[at * SLOTS + slot] = answerToNumber(answer);
    return slot;
  }

  /** Notes what was answered to a status. */
  answer(n: number, slot: number, answer: StatusAnswer): void {
    if (this.has(n) && slot < SLOTS) this.answers[this.row(n) * SLOTS + slot] = answerToNumber(answer);
  }

  /** The records after number `after`, at most `most` of them, in order of arrival. */
  read(after = 0, most = Infinity): CallRecord[] {
    const records: CallRecord[] = [];
    for (let n = Math.max(after + 1, this.oldest); n <= this.last && records.length < most; n += 1) {
      records.push(this.record(n));
    }
    return records;
  }

  private record(n: number): CallRecord {
    const at = this.row(n);
    const id = this.ids[at] ?? 0;
    const ending = this.endings[at] ?? 0;
    const arrivedMs = this.arrived[at] ?? 0;
    return {
      n,
      id: id === 0 ? null : id,
      instance: this.instances[at] ?? 0,
      phone: this.phones[at] ?? '',
      webhook: n > this.last - WEBHOOKS_KEPT ? (this.webhooks[(n - 1) % WEBHOOKS_KEPT] ?? null) : null,
      person: PERSONS[(this.persons[at] ?? 0) - 1] ?? null,
      outcome: OUTCOMES[this.outcomes[at] ?? 0] ?? 'placed',
      arrivedMs,
      endedMs: ending === 0 ? null : (this.ended[at] ?? 0),
      ending: ENDINGS[ending - 1] ?? null,
      inFlight: this.inFlight[at] ?? 0,
      statuses: Array.from({ length: this.sentCount[at] ?? 0 }, (_, slot) => ({
        ...(SAID[this.sentStatus[at * SLOTS + slot] ?? 0] ?? { status: 'completed' }),
        atMs: arrivedMs + (this.sentAfter[at * SLOTS + slot] ?? 0),
        answer: answerFromNumber(this.answers[at * SLOTS + slot] ?? 0),
      })),
    };
  }

  private has(n: number): boolean {
    return n >= this.oldest && n <= this.last;
  }

  private row(n: number): number {
    return (n - 1) % this.limit;
  }

  private grow(): void {
    this.size = Math.min(this.limit, Math.max(FIRST_SIZE, this.size * 2));
    const grown = <T extends { set(from: T): void }>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    const size = this.size;
    this.ids = grown(new Uint32Array(size), this.ids);
    this.instances = grown(new Uint32Array(size), this.instances);
    this.persons = grown(new Uint8Array(size), this.persons);
    this.outcomes = grown(new Uint8Array(size), this.outcomes);
    this.arrived = grown(new Float64Array(size), this.arrived);
    this.ended = grown(new Float64Array(size), this.ended);
    this.endings = grown(new Uint8Array(size), this.endings);
    this.inFlight = grown(new Uint32Array(size), this.inFlight);
    this.sentCount = grown(new Uint8Array(size), this.sentCount);
    this.sentStatus = grown(new Uint8Array(size * SLOTS), this.sentStatus);
    this.sentAfter = grown(new Float32Array(size * SLOTS), this.sentAfter);
    this.answers = grown(new Uint16Array(size * SLOTS), this.answers);
  }
}

function answerToNumber(answer: StatusAnswer): number {
  return typeof answer === 'number' ? answer : WORDS.indexOf(answer);
}

function answerFromNumber(value: number): StatusAnswer {
  return WORDS[value] ?? value;
}

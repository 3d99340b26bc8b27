import type { Behaviour } from './behaviour.js';
import { recordText } from './cdr-text.js';
import type { OwnCall } from './cdr.js';
import { callOnPaper } from './own-calls.js';
import type { People } from './people.js';
import { bits, fateOf, nthFate } from './random.js';

/** Where the history of `--records` begins; it is the same at every start, like a history. */
const HISTORY_FROM_MS = Date.UTC(2026, 0, 1);
/** A million calls in four weeks. */
const HISTORY_GAP_MS = 2500;
const HOUR_MS = 3_600_000;

/** Records that came with one request. */
interface Batch {
  readonly first: number;
  readonly count: number;
  readonly atMs: number;
  readonly people: People;
}

/** The list at one moment: later records are not in it. */
export interface RecordsView {
  readonly total: number;
  /** The JSON of each record, made as it is asked for. */
  texts(behaviour: Behaviour): Generator<string>;
}

/**
 * The phone system's records, in the order in which they came to be. Only calls that really happened are held: the
 * history and the batches are made anew from the seed each time they are read.
 */
export class RecordList {
  private readonly historyKey: number;
  private readonly batchKey: number;
  private entries: (Batch | OwnCall)[] = [];
  private batched = 0;
  private size: number;

  /** `world` and `run` are seeds; the history depends on the world alone. `limit`: entries held after the history. */
  constructor(
    world: number,
    run: number,
    private readonly history: number,
    private readonly limit: number,
  ) {
    this.historyKey = fateOf(world, 'history', 0);
    this.batchKey = fateOf(run, 'batch', 0);
    this.size = history;
  }

  get total(): number {
    return this.size;
  }

  /** Makes `count` more, around `atMs`: one in five lies in the future. */
  grow(count: number, atMs: number, people: People): void {
    if (count === 0) return;
    this.push({ first: this.batched, count, atMs, people });
    this.batched += count;
  }

  /** The record of a call that has ended. */
  add(call: OwnCall): void {
    this.push(call);
  }

  view(): RecordsView {
    const { size: total, history, historyKey, batchKey } = this;
    const entries = [...this.entries];
    return {
      total,
      *texts(behaviour) {
        for (let n = 0; n < history; n += 1) yield recordText(historyCall(historyKey, n), behaviour);
        for (const entry of entries) {
          if ('fate' in entry) yield recordText(entry, behaviour);
          else for (const call of batchCalls(batchKey, entry)) yield recordText(call, behaviour);
        }
      },
    };
  }

  private push(entry: Batch | OwnCall): void {
    this.entries.push(entry);
    this.size += countOf(entry);
    const oldest = this.entries.length > this.limit ? this.entries.shift() : undefined;
    if (oldest !== undefined) this.size -= countOf(oldest);
  }
}

function countOf(entry: Batch | OwnCall): number {
  return 'fate' in entry ? 1 : entry.count;
}

function historyCall(key: number, n: number): OwnCall {
  const fate = nthFate(key, n);
  // Within ten seconds of its place, so that calls overlap.
  const startedMs = HISTORY_FROM_MS + n * HISTORY_GAP_MS + (bits(fate, 1) % 10_000);
  return callOnPaper(fate, bits(key, n), 'mixed', startedMs - (startedMs % 1000));
}

function* batchCalls(key: number, { first, count, atMs, people }: Batch): Generator<OwnCall> {
  for (let n = first; n < first + count; n += 1) {
    const fate = nthFate(key, n);
    const share = bits(fate, 1) / 2 ** 32;
    const startedMs = bits(fate, 2) % 5 === 0 ? atMs + share * 24 * HOUR_MS : atMs - share * HOUR_MS;
    yield callOnPaper(fate, bits(key, n), people, startedMs - (startedMs % 1000));
  }
}

import { StoreUnavailableError, type FeedStore, type PbxCall } from '@ringside/engine';

/** Calls asked for in one query. */
const MOST_AT_ONCE = 2000;
/** More than this waiting for the database are refused. */
const MOST_WAITING = 20_000;
/** A database that does not answer for this long is away. */
const PATIENCE_MS = 10_000;

/** What the store has of one call. */
export interface StoredCallFacts {
  /** Null: nothing. */
  readonly call: PbxCall | null;
  /** Webhooks stored for it. */
  readonly webhooks: number;
}

interface Waiting {
  readonly uuid: string;
  resolve(found: StoredCallFacts): void;
  reject(error: Error): void;
}

/**
 * Asks the store for calls that are not in memory. While one query of a tenant is on its way, what is asked meanwhile gathers
 * for the next, so that a flood costs few queries.
 */
export class CallLookup {
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly asking = new Set<string>();
  private size = 0;

  constructor(private readonly store: Pick<FeedStore, 'calls' | 'deliveries'>) {}

  /** @throws StoreUnavailableError when the database does not answer, or has too much to answer already */
  find(tenantId: string, uuid: string): Promise<StoredCallFacts> {
    if (this.size >= MOST_WAITING) {
      return Promise.reject(new StoreUnavailableError('too many calls wait to be looked up'));
    }
    this.size += 1;
    return new Promise((resolve, reject) => {
      const waiting = this.waiting.get(tenantId);
      if (waiting) waiting.push({ uuid, resolve, reject });
      else this.waiting.set(tenantId, [{ uuid, resolve, reject }]);
      if (!this.asking.has(tenantId)) {
        this.asking.add(tenantId);
        // What arrives in one turn of the event loop is asked for together.
        setImmediate(() => void this.ask(tenantId));
      }
    });
  }

  /** These calls, in one go. */
  async findAll(tenantId: string, uuids: readonly string[]): Promise<ReadonlyMap<string, StoredCallFacts>> {
    const calls = await this.store.calls(tenantId, [...new Set(uuids)]);
    const webhooks = await this.store.deliveries(calls.map(({ id }) => id));
    return new Map(calls.map((call) => [call.uuid, { call, webhooks: webhooks.get(call.id) ?? 0 }]));
  }

  private async ask(tenantId: string): Promise<void> {
    for (;;) {
      const waiting = this.waiting.get(tenantId) ?? [];
      const asked = waiting.splice(0, MOST_AT_ONCE);
      if (asked.length === 0) break;
      try {
        const found = await inTime(
          this.findAll(
            tenantId,
            asked.map(({ uuid }) => uuid),
          ),
        );
        for (const { uuid, resolve } of asked) resolve(found.get(uuid) ?? NOTHING);
      } catch (error) {
        for (const { reject } of asked) reject(error as Error);
      }
      this.size -= asked.length;
    }
    this.waiting.delete(tenantId);
    this.asking.delete(tenantId);
  }
}

const NOTHING: StoredCallFacts = { call: null, webhooks: 0 };

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailableError('the database does not answer')), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

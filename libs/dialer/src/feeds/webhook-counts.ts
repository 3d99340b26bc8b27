/** A call's webhooks are stored up to this many; what changes the call is always stored. */
const MOST_STORED = 200;
/** Calls whose count is kept in memory; one that was forgotten is counted again by the store. */
const REMEMBERED = 100_000;

/** How many webhooks each call has stored, of the calls that were heard of last. */
export class WebhookCounts {
  /** In the order in which they were heard of last: the first key is the one to forget. */
  private readonly counts = new Map<string, number>();

  has(tenantId: string, uuid: string): boolean {
    return this.counts.has(keyOf(tenantId, uuid));
  }

  /** What the store has counted; what is counted here already is newer. */
  learn(tenantId: string, uuid: string, stored: number): void {
    const key = keyOf(tenantId, uuid);
    if (this.counts.has(key)) return;
    this.counts.set(key, stored);
    if (this.counts.size > REMEMBERED) for (const oldest of this.counts.keys()) return this.forget(oldest);
  }

  /** One more has come: whether it is to be stored. */
  store(tenantId: string, uuid: string, changedTheCall: boolean): boolean {
    const key = keyOf(tenantId, uuid);
    const count = this.counts.get(key) ?? 0;
    const stored = changedTheCall || count < MOST_STORED;
    this.counts.delete(key);
    this.counts.set(key, stored ? count + 1 : count);
    return stored;
  }

  private forget(key: string): void {
    this.counts.delete(key);
  }
}

function keyOf(tenantId: string, uuid: string): string {
  return `${tenantId}/${uuid}`;
}

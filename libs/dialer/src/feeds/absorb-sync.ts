import type { FeedChanges, PbxCall, PbxFollower } from '@ringside/engine';
import type { Fetched } from './fetch-records.js';
import type { HostedFeed } from './hosted-feed.js';

/** Calls of one query, and of one commit. */
const CHUNK = 1000;

export interface AbsorbDeps {
  /** As {@link persist}: null when the dialer closes. */
  readonly persist: <T>(act: () => Promise<T>) => Promise<T | null>;
  /** Resolves once what `work` changed is durable. */
  readonly give: (work: (now: number, batch: FeedChanges) => void) => Promise<unknown>;
}

/**
 * After a sync the store knows more than the follower: open calls take over what their records say, and calls that only
 * records tell of are followed from now on if they are open.
 */
export async function absorbSync(
  feed: HostedFeed,
  { sync, tenant }: Fetched,
  { persist, give }: AbsorbDeps,
): Promise<void> {
  const { follower, store, connection } = feed;
  const absorb = (calls: readonly PbxCall[]): Promise<unknown> =>
    give((now, batch) => follower.absorb(calls, now, batch));
  const open = [...follower.open.values()].flatMap((call) => (call.tenantId === tenant.id ? call.uuid : []));
  for (const uuids of chunks(open)) {
    const calls = await persist(() => store.calls(tenant.id, uuids));
    if (!calls) return;
    await absorb(calls);
  }
  if (sync.report?.new === 0) return;
  const stillOpen = (await persist(() => store.openCalls(connection.id))) ?? [];
  for (const calls of chunks(stillOpen)) await absorb(calls);
}

/** Open calls of these records' tenant that were overdue when the records were asked for, and whose end they did not tell. */
export function unansweredBy(follower: PbxFollower, tenantId: string, began: number): string[] {
  return [...follower.open.values()].flatMap(({ id, tenantId: of, deadlineAt }) =>
    of === tenantId && deadlineAt !== null && deadlineAt <= began ? id : [],
  );
}

function* chunks<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}

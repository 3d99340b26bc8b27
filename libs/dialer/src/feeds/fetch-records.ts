import { factsOf, type MergeSession, type StagedRecord, type Sync, type Tenant } from '@ringside/engine';
import { HEARD, type CallReading, type RecordsPart } from '@ringside/telephony';
import { setImmediate as turn } from 'node:timers/promises';
import { callIdAt } from './call-id.js';
import type { HostedFeed } from './hosted-feed.js';
import { fromStore, SyncFailure } from './sync-failure.js';

export interface FetchDeps {
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly deadlines: { readonly ringMs: number; readonly talkMs: number };
  /** The tenant of these records: adopted when it is the first of its connection. */
  readonly tenant: (uuid: string) => Promise<Tenant>;
  /** Called after each part. */
  readonly fetched: (fetched: number, announced: number | null) => void;
  /** Called once everything is there, before the one transaction. */
  readonly merging: () => Promise<void>;
}

export interface Fetched {
  /** Completed, with its report. */
  readonly sync: Sync;
  readonly tenant: Tenant;
}

/**
 * Fetches every record of the phone system and merges them in one transaction. Memory stays flat: while one part is being put
 * aside by the database, the next is read, and no more. Rejects with what went wrong; nothing was applied then.
 */
export async function fetchRecords(feed: HostedFeed, sync: Sync, deps: FetchDeps): Promise<Fetched> {
  const { signal, now } = deps;
  const given = { answered: 0, not_answered: 0, refused: 0, known: 0 };
  let opened: { readonly session: MergeSession; readonly tenant: Tenant } | null = null;
  let staging: Promise<unknown> = Promise.resolve();
  let fetched = 0;
  try {
    for await (const part of feed.feed.records(null, signal)) {
      signal.throwIfAborted();
      opened ??= await openSession(feed, sync, part, deps);
      await staging;
      staging = stage(opened.session, part, given, now());
      // Its error is met when it is waited for.
      staging.catch(() => undefined);
      fetched += part.records.length;
      deps.fetched(fetched, part.announced);
      await turn();
    }
    await staging;
    signal.throwIfAborted();
    if (!opened) throw new SyncFailure('no_tenant');
    await deps.merging();
    const { session, tenant } = opened;
    return { sync: await fromStore(session.merge(given, now(), deps.deadlines)), tenant };
  } finally {
    await staging.catch(() => undefined);
    await opened?.session.end().catch(() => undefined);
  }
}

async function openSession(
  feed: HostedFeed,
  sync: Sync,
  part: RecordsPart,
  deps: FetchDeps,
): Promise<{ readonly session: MergeSession; readonly tenant: Tenant }> {
  if (part.tenant === null) throw new SyncFailure('no_tenant');
  const tenant = await deps.tenant(part.tenant);
  if (tenant.state === 'held') throw new SyncFailure('tenant_held');
  return { session: await fromStore(feed.store.beginMerge(sync, tenant.id)), tenant };
}

async function stage(
  session: MergeSession,
  { records }: RecordsPart,
  given: { answered: number; not_answered: number; refused: number; known: number },
  now: number,
): Promise<void> {
  const taken: StagedRecord[] = [];
  const refused: { readonly reason: string; readonly raw: string }[] = [];
  for (const record of records) {
    if (record.kind === 'unreadable') {
      refused.push({ reason: `${record.field}: ${record.detail}`, raw: record.raw });
      continue;
    }
    const { call, raw } = record;
    const id = callIdAt(call.dialingAt ?? now);
    taken.push({ id, uuid: call.uuid, facts: factsOf(call, 'record'), raw });
    given[wasAnswered(call) ? 'answered' : 'not_answered'] += 1;
  }
  given.refused += refused.length;
  if (taken.length > 0) given.known += await fromStore(session.stage(taken));
  if (refused.length > 0) await fromStore(session.refuse(refused));
}

function wasAnswered({ heard, answeredAt }: CallReading): boolean {
  return (heard & HEARD.answered) !== 0 || answeredAt !== null;
}

import type { FeedView, PhoneSystemState, PhoneSystemView, SyncProblem, SyncView } from '@ringside/contracts';

/** Clocks further apart than this make deadlines and the day's brake wrong. */
const MAX_CLOCK_DIFFERENCE_MS = 2000;
/** The database must answer within this. */
const STORE_TIMEOUT_MS = 2000;
/** So many refusals in a row, and campaigns hold (DECISIONS D8). */
const REFUSALS = 8;

/** A phone system whose own calls are followed. What becomes of it never makes the service unhealthy: dialing does not need it. */
export interface FeedHealth {
  readonly name: string;
  readonly mock: boolean;
  readonly last_webhook_at: string | null;
  readonly last_sync:
    | (Pick<SyncView, 'state' | 'started_at' | 'ended_at'> & {
        readonly problem: SyncProblem | null;
      })
    | null;
}

type Standing = Pick<PhoneSystemView, 'state' | 'last_error'>;

interface Part {
  readonly ok: boolean;
  readonly detail?: string;
}

export interface Health {
  readonly status: 'ok' | 'failing';
  readonly parts: {
    readonly store: Part & { readonly clock_difference_ms: number | null };
    readonly dialer: Part;
    readonly phone_system: Part & {
      readonly label: string;
      readonly mock: boolean;
      readonly state?: PhoneSystemState;
    };
  };
  readonly feeds: readonly FeedHealth[];
}

/**
 * Whether the service can dial and store, part by part. A phone system that is not connected is told and is no failure of the
 * service: it connects by itself, campaigns hold meanwhile, and to send requests elsewhere would help nobody.
 */
export async function healthOf(sources: {
  readonly clock: () => Promise<number>;
  readonly now: () => number;
  readonly dialing: boolean;
  readonly phoneSystem: { readonly label: string; readonly mock: boolean; readonly refusedInARow: number };
  /** How it stands; null: that is not known. */
  readonly standing: Standing | null;
  readonly feeds: readonly FeedView[];
  /** The newest syncs, newest first; asked for only when the store answers. */
  readonly syncs: () => Promise<readonly SyncView[]>;
}): Promise<Health> {
  const { label, mock, refusedInARow } = sources.phoneSystem;
  const store = await storeHealth(sources.clock, sources.now);
  const dialer: Part = sources.dialing ? { ok: true } : { ok: false, detail: 'not dialing' };
  const down = notConnected(sources.standing);
  // One that is not connected refuses what was on its way to it: that is no carrier's refusal.
  const refusing = down === null && refusedInARow >= REFUSALS;
  const phone: Part = refusing
    ? { ok: false, detail: `the last ${refusedInARow} requests were refused` }
    : (down ?? { ok: true });
  const syncs = store.ok && sources.feeds.length > 0 ? await sources.syncs().catch(() => []) : [];
  return {
    status: store.ok && dialer.ok && !refusing ? 'ok' : 'failing',
    parts: {
      store,
      dialer,
      phone_system: {
        ...phone,
        label,
        mock,
        ...(sources.standing && { state: sources.standing.state }),
      },
    },
    feeds: sources.feeds.map((feed) =>
      feedHealth(
        feed,
        syncs.find(({ connection_id }) => connection_id === feed.id),
      ),
    ),
  };
}

/** Anybody may ask for this: the code of what is wrong, and no word of the phone system. */
function notConnected(standing: Standing | null): Part | null {
  if (standing?.state !== 'connecting' && standing?.state !== 'disconnected') return null;
  const { last_error } = standing;
  return { ok: false, detail: `not connected${last_error === null ? '' : `: ${last_error.code}`}` };
}

function feedHealth(feed: FeedView, sync: SyncView | undefined): FeedHealth {
  return {
    name: feed.name,
    mock: feed.mock,
    last_webhook_at: feed.last_webhook_at,
    last_sync:
      sync === undefined
        ? null
        : {
            state: sync.state,
            started_at: sync.started_at,
            ended_at: sync.ended_at,
            problem: sync.problem?.code ?? null,
          },
  };
}

async function storeHealth(
  clock: () => Promise<number>,
  now: () => number,
): Promise<Health['parts']['store']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), STORE_TIMEOUT_MS);
  });
  const before = now();
  try {
    const theirs = await Promise.race([clock(), late]);
    if (theirs === null) return { ok: false, clock_difference_ms: null, detail: 'no answer' };
    // The database read its clock somewhere between our two looks at ours.
    const difference = Math.round(theirs - (before + now()) / 2);
    const ok = Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_MS;
    return { ok, clock_difference_ms: difference, ...(ok ? {} : { detail: 'the clocks differ' }) };
  } catch {
    return { ok: false, clock_difference_ms: null, detail: 'no connection' };
  } finally {
    clearTimeout(timer);
  }
}

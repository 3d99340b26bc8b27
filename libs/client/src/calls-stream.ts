import type { CallsFrame, SyncView } from '@ringside/contracts';
import type { CallsLive } from './calls.js';
import type { CatchUp, Numbered, StreamSource } from './followed-stream.js';
import type { Link } from './link.js';

/** The live view of calls: its position, and what is folded of it. The calls themselves are in windows. */
export interface CallsState extends Numbered {
  /** The run of the service that counts `seq`. */
  readonly epoch: string;
  readonly live: CallsLive;
}

/** Syncs kept, newest first. */
const SYNCS_KEPT = 5;

export function callsSource(link: Link): StreamSource<CallsState, CallsFrame> {
  return {
    name: 'calls',
    frames: link.callsFrames,
    // Frames are no stream of facts and are not replayed: what was missed is read again.
    async follow(): Promise<CatchUp<CallsState, CallsFrame>> {
      const { epoch, seq, feeds, syncs, tenants } = await link.ask('calls.follow', {});
      return { kind: 'snapshot', state: { epoch, seq, live: { feeds, syncs, tenants } } };
    },
    fold: foldCalls,
    foreign: (state, frame) => frame.epoch !== state.epoch,
    // When the next sync is due is known by a snapshot only.
    doubt: (_state, { changes }) =>
      changes.syncs?.some((sync) => sync.state !== 'running') === true ? 'soon' : null,
  };
}

export function foldCalls(state: CallsState, frame: CallsFrame): CallsState {
  const { syncs = [], tenants = [] } = frame.changes;
  const { live } = state;
  const quiet = syncs.length === 0 && tenants.length === 0;
  return {
    epoch: frame.epoch,
    seq: frame.to,
    live: quiet
      ? live
      : {
          feeds: live.feeds,
          syncs: [...byId(live.syncs, syncs)].sort(newestFirst).slice(0, SYNCS_KEPT),
          tenants: byId(live.tenants, tenants),
        },
  };
}

function byId<T extends { readonly id: string }>(known: readonly T[], changed: readonly T[]): readonly T[] {
  const all = new Map(known.map((each) => [each.id, each]));
  for (const each of changed) all.set(each.id, each);
  return [...all.values()];
}

function newestFirst(a: SyncView, b: SyncView): number {
  return Date.parse(b.started_at) - Date.parse(a.started_at) || b.id.localeCompare(a.id);
}

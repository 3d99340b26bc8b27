import type { CallPage, CallResource, FeedResource, Page, SyncResource } from '@ringside/contracts';
import type { PbxMock } from '../../apps/pbx-mock/src/index.js';
import { until, type Api } from './harness.js';
import type { Cdr } from './pbx.js';

/** Every call of the account that fits, newest first, page by page. */
export async function allCalls(api: Pick<Api, 'get'>, query = ''): Promise<CallResource[]> {
  const calls: CallResource[] = [];
  let next: string | null = `/v1/calls?limit=1000${query === '' ? '' : `&${query}`}`;
  while (next !== null) {
    const page: CallPage = await api.get<CallPage>(next);
    calls.push(...page.items);
    next = page.next_page;
  }
  return calls;
}

/** Starts a sync and waits until it has ended. */
export async function sync(api: Api): Promise<SyncResource> {
  const response = await api.post('/v1/syncs');
  if (response.status !== 202) throw new Error(`POST /v1/syncs: ${response.status} ${await response.text()}`);
  return ended(api, response.headers.get('location') ?? '');
}

export function ended(api: Api, uri: string): Promise<SyncResource> {
  return until(
    () => api.get<SyncResource>(uri),
    ({ state }) => state === 'completed' || state === 'failed',
  );
}

/** The one feed of the account. */
export async function feedOf(api: Pick<Api, 'get'>): Promise<FeedResource> {
  const [feed] = (await api.get<Page<FeedResource>>('/v1/feeds')).items;
  if (feed === undefined) throw new Error('there is no feed');
  return feed;
}

/** The mock's records as they are now; asking for them adds none. */
export async function recordsOf(mock: PbxMock): Promise<Cdr[]> {
  const response = await fetch(`${mock.url}/get_cdr?cdr_batch=0`);
  return ((await response.json()) as { data: Cdr[] }).data;
}

/** Waits until all calls that the mock makes by itself are over, and all their webhooks have been answered. */
export async function quiet(mock: PbxMock): Promise<void> {
  let before = '';
  await until(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return mock.pbxCalls();
    },
    (calls) => {
      const now = JSON.stringify(calls);
      const settled = now === before;
      before = now;
      return (
        settled &&
        calls.every(
          ({ ending, webhooks }) => ending !== null && webhooks.every(({ answer }) => answer !== 'pending'),
        )
      );
    },
  );
}

/** What must be known of a call in the end. */
export interface Truth {
  readonly uuid: string;
  readonly state: string;
  readonly phone: string | null;
  readonly from: string | null;
  readonly dialing_at: string | null;
  readonly ringing_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
  readonly duration: string | null;
  readonly recording: string | null;
  readonly has_record: boolean;
}

/** What Ringside knows of its calls, by the phone system's id. */
export async function known(api: Pick<Api, 'get'>, query = 'origin=pbx'): Promise<Map<string, Truth>> {
  const calls = await allCalls(api, query);
  return new Map(
    calls.map((call) => {
      const { state, phone, from, dialing_at, ringing_at, answered_at, ended_at } = call;
      const { duration, recording, has_record } = call;
      const times = { dialing_at, ringing_at, answered_at, ended_at };
      const uuid = call.provider_call_id ?? '';
      return [uuid, { uuid, state, phone, from, ...times, duration, recording, has_record }];
    }),
  );
}

/** What a record tells of a call. */
export function toldByRecord(record: Cdr): Truth {
  const text = (value: unknown): string | null =>
    value === null || value === undefined ? null : String(value);
  return {
    uuid: String(record.uuid),
    state: text(record.answer_start) === null ? 'no_answer' : 'completed',
    phone: text(record.destination_number),
    from: text(record.caller_number),
    dialing_at: text(record.call_start),
    ringing_at: text(record.ring_start),
    answered_at: text(record.answer_start),
    ended_at: text(record.call_end),
    duration: text(record.duration),
    recording: text(record.recording),
    has_record: true,
  };
}

const ACTIONS = ['ORIGINATE', 'RING', 'ANSWERED', 'HANGUP'] as const;

/**
 * What is to be known of every call that the mock made by itself, computed from the mock's own truth: of those with a record
 * all of it, of the others what the furthest of the webhooks told that were acknowledged.
 */
export async function truthOf(mock: PbxMock): Promise<Map<string, Truth>> {
  const truth = new Map((await recordsOf(mock)).map((record) => [String(record.uuid), toldByRecord(record)]));
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  for (const call of mock.pbxCalls()) {
    if (truth.has(call.uuid)) continue;
    const told = call.webhooks.filter(({ answer }) => answer === 204).map(({ action }) => action);
    if (told.length === 0) continue;
    const furthest = Math.max(...told.map((action) => ACTIONS.indexOf(action)));
    const reached = (action: (typeof ACTIONS)[number]): boolean => furthest >= ACTIONS.indexOf(action);
    const hungUp = reached('HANGUP');
    const answered = reached('ANSWERED') && call.answeredMs !== null;
    const ringing = reached('RING') && call.ringingMs !== null;
    truth.set(call.uuid, {
      uuid: call.uuid,
      state: hungUp
        ? answered
          ? 'completed'
          : 'no_answer'
        : answered
          ? 'answered'
          : ringing
            ? 'ringing'
            : 'dialing',
      phone: call.phone,
      from: call.from,
      dialing_at: iso(call.startedMs),
      ringing_at: ringing ? iso(call.ringingMs) : null,
      answered_at: answered ? iso(call.answeredMs) : null,
      ended_at: hungUp ? iso(call.endedMs) : null,
      duration: hungUp ? String(((call.endedMs ?? 0) - (call.startedMs ?? 0)) / 1000) : null,
      recording: answered ? call.recording : null,
      has_record: false,
    });
  }
  return truth;
}

/** A map as an object with its keys in order, so that a difference is readable. */
export function inOrder<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

import type { CallResource, CampaignResource, ContactPage, Page } from '@ringside/contracts';
import { FAKE_USER, type FakeAri } from '../../libs/providers/src/asterisk/testing/fake-ari.js';

export { FAKE_READER, FAKE_USER, startFakeAri } from '../../libs/providers/src/asterisk/testing/fake-ari.js';
export type { FakeAri } from '../../libs/providers/src/asterisk/testing/fake-ari.js';

/** Settings with which a service dials through it. */
export function asteriskEnv(url: string): Record<string, string> {
  return {
    PHONE_SYSTEM: 'asterisk',
    CALL_API_URL: '',
    ARI_URL: url,
    ARI_USER: FAKE_USER.user,
    ARI_PASSWORD: FAKE_USER.password,
    ARI_ENDPOINT: 'Local/{number}@carrier',
  };
}

/** What the far end of a number does: its last four digits say. */
const FAR_ENDS: Readonly<Record<string, { readonly by?: 'human' | 'machine'; readonly end: Ending | null }>> =
  {
    '1000': { by: 'human', end: 'completed' },
    '1001': { end: 'busy' },
    '1003': { end: 'rejected' },
    '1004': { end: 'failed' },
    '1008': { by: 'machine', end: null },
    '1010': { by: 'human', end: null },
  };
type Ending = 'completed' | 'busy' | 'rejected' | 'failed';

/** The status of its row in the end. */
export function statusOf(phone: string): string {
  const end = FAR_ENDS[phone.slice(-4)]?.end ?? 'completed';
  return end === 'rejected' ? 'failed' : end;
}

/** The public network behind a fake Asterisk: whatever is called rings, and does what its number says. */
export interface Network {
  /** Numbers that were called, in order. */
  readonly called: readonly string[];
  /** Most calls at once. */
  readonly most: number;
  /** Ids of the calls to a number. */
  idsOf(number: string): string[];
  stop(): void;
}

export function startNetwork(ari: FakeAri, { stepMs = 40 } = {}): Network {
  let seen = 0;
  let most = 0;
  const timers = new Set<NodeJS.Timeout>();
  const later = (steps: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, steps * stepMs);
    timers.add(timer);
  };
  const watch = setInterval(() => {
    most = Math.max(most, ari.engine.channels.size);
    for (const { to, callId } of ari.asked.slice(seen)) {
      seen += 1;
      if (callId === null) continue;
      const { by, end } = FAR_ENDS[to.slice(-4)] ?? { by: 'human', end: 'completed' };
      const call = { callId, providerCallId: callId };
      later(1, () => void ari.move(call, 'ringing'));
      if (by !== undefined) later(2, () => void ari.answerBy?.(call, by));
      if (end !== null) later(by === undefined ? 2 : 4, () => void ari.move(call, end));
    }
  }, 5);
  return {
    get called() {
      return ari.asked.map(({ to }) => to);
    },
    get most() {
      return most;
    },
    idsOf: (number) =>
      ari.asked.flatMap(({ to, callId }) => (to === number && callId !== null ? [callId] : [])),
    stop() {
      clearInterval(watch);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** From now on it answers nobody who would connect: as one that is stopping. Answers how to end that. */
export function closeDoor(ari: FakeAri): () => void {
  ari.intercept(({ path }) =>
    path.startsWith('asterisk/info') ? { status: 503, body: { message: 'Not ready' } } : null,
  );
  void ari.dropStreams?.();
  return () => ari.intercept(null);
}

interface Reader {
  get<T>(path: string): Promise<T>;
}

export async function rowsOf(api: Reader, id: string): Promise<ContactPage['items']> {
  return (await api.get<ContactPage>(`/v1/campaigns/${id}/contacts?limit=1000`)).items;
}
export async function callsOf(api: Reader, id: string): Promise<readonly CallResource[]> {
  return (await api.get<Page<CallResource>>(`/v1/campaigns/${id}/calls?limit=1000`)).items;
}
export function campaignOf(api: Reader, id: string): Promise<CampaignResource> {
  return api.get<CampaignResource>(`/v1/campaigns/${id}`);
}

/** Numbers of different people whose far ends are these. */
export function phonesTo(...farEnds: string[]): string[] {
  return farEnds.map((farEnd, i) => `+1555${String(100 + i)}${farEnd}`);
}

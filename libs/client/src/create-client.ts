import type { CampaignView } from '@ringside/contracts';
import { distinctUntilChanged, map } from 'rxjs';
import { resources } from './api/resources.js';
import { callsSource } from './calls-stream.js';
import { LiveCallsWindow } from './calls-window.js';
import type { ClientOptions, RingsideClient } from './client.js';
import { FilteredWindow } from './filtered-window.js';
import { openLink } from './link.js';
import { phoneSystemsSource } from './phone-systems-stream.js';
import { PositionWindow } from './position-window.js';
import { queryPath } from './query-path.js';
import { createRest } from './rest.js';
import type { RowSource } from './row-source.js';
import { StreamPool } from './stream-pool.js';
import { accountSource, campaignSource } from './streams.js';
import { DEFAULT_TIMINGS, type Timings } from './timings.js';

/** Somebody is looking: what does not come soon is told, not waited for. */
const SOON = { tries: 2, maxWaitMs: 2000 };

/** Connects to a Ringside server; everything is shared by what is opened on the returned client. */
export function createClient(options: ClientOptions): RingsideClient {
  return createClientWith(options, DEFAULT_TIMINGS);
}

/** The same with other waiting times, for specs. */
export function createClientWith(options: ClientOptions, timings: Timings): RingsideClient {
  const link = openLink(options, timings);
  const rest = createRest({ retry: SOON, ...options }, () => link.signedOut());
  const documents = resources(rest);
  // Windows read again by themselves.
  const load = <T>(path: string): Promise<T> => rest.get(path, { tries: 1 });
  const campaigns = new StreamPool(
    link,
    timings,
    (id) => campaignSource(link, id),
    (id) => void link.ask('campaign.unfollow', { id }).catch(() => undefined),
  );
  const accounts = new StreamPool(link, timings, () => accountSource(link));
  const calls = new StreamPool(
    link,
    timings,
    () => callsSource(link),
    () => void link.ask('calls.unfollow', {}).catch(() => undefined),
  );
  const phoneSystems = new StreamPool(
    link,
    timings,
    () => phoneSystemsSource(link),
    () => void link.ask('phone_systems.unfollow', {}).catch(() => undefined),
  );

  return {
    connection: link.state,
    clockOffsetMs: link.clockOffsetMs,
    account: accounts.states('account').pipe(map((state) => state.live)),
    campaign: (id) => campaigns.states(id).pipe(map((state) => state.live)),
    rows(campaignId, filter = {}) {
      const held = campaigns.hold(campaignId);
      const source: RowSource = { campaignId, held, timings, load };
      return filter.status || filter.search ? new FilteredWindow(source, filter) : new PositionWindow(source);
    },
    phoneSystems: phoneSystems.states('phone_systems').pipe(map((state) => state.snapshot)),
    callsLive: calls.states('calls').pipe(
      map((state) => state.live),
      distinctUntilChanged(),
    ),
    calls: (filter = {}) => new LiveCallsWindow({ held: calls.hold('calls'), timings, load }, filter),

    createCampaign: (campaign) => documents.campaigns.create(campaign),
    addContacts: (campaignId, body, type, sent) =>
      documents.contacts.add(campaignId, body, type, sent && { sent }),
    start: (id, only): Promise<CampaignView> => link.command('campaign.start', only ? { id, only } : { id }),
    pause: (id) => link.command('campaign.pause', { id }),
    stop: (id) => link.command('campaign.stop', { id }),
    // Over REST: the brake must work when the socket does not.
    stopEverything: () => documents.account.stopEverything(),
    allowDialing: () => documents.account.allowDialing(),
    setBrakes: (brakes) => documents.account.change(brakes),
    async *contacts(campaignId) {
      for await (const { items } of documents.contacts.all(campaignId, {}, { limit: 1000 }).pages())
        yield items;
    },
    call: (id) => documents.calls.get(id),
    hangUp: (callId) => documents.calls.hangUp(callId),
    campaigns: (pageUri = '/v1/campaigns') => rest.get(pageUri),

    sync: (connectionId) => documents.syncs.start(connectionId),
    syncs: (pageUri = '/v1/syncs') => rest.get(pageUri),
    feeds: async () => (await documents.feeds.all().first()).items,
    adopt: (tenantId) => documents.tenants.adopt(tenantId),
    minutes: (from, to, tenant) =>
      documents.minutes.get({ from, to, ...(tenant !== undefined && { tenant }) }),
    deliveries: ({ outcome, syncId } = {}, pageUri) =>
      rest.get(
        pageUri ??
          (syncId === undefined
            ? queryPath('/v1/deliveries', { outcome })
            : `/v1/syncs/${encodeURIComponent(syncId)}/refused`),
      ),
    callsCsvUrl: (filter) => documents.calls.csvUrl(filter),

    async signIn(apiKey, apiAuth) {
      await rest.post<void>('/v1/session', { api_key: apiKey, api_auth: apiAuth });
      link.signedIn();
    },
    async signOut() {
      await rest.delete('/v1/session');
      link.signedOut();
    },
    createLink: () => rest.post('/v1/session/links'),
    close() {
      campaigns.close();
      accounts.close();
      calls.close();
      phoneSystems.close();
      link.close();
    },
  };
}

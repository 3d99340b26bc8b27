import type { CampaignResource, CampaignView, ContactPage } from '@ringside/contracts';
import { map } from 'rxjs';
import type { ClientOptions, RingsideClient } from './client.js';
import { FilteredWindow } from './filtered-window.js';
import { openLink } from './link.js';
import { PositionWindow } from './position-window.js';
import { createRest } from './rest.js';
import type { RowSource } from './row-source.js';
import { StreamPool } from './stream-pool.js';
import { accountSource, campaignSource } from './streams.js';
import { DEFAULT_TIMINGS, type Timings } from './timings.js';
import { upload } from './upload.js';

/** Connects to a Ringside server; everything is shared by what is opened on the returned client. */
export function createClient(options: ClientOptions): RingsideClient {
  return createClientWith(options, DEFAULT_TIMINGS);
}

/** The same with other waiting times, for specs. */
export function createClientWith(options: ClientOptions, timings: Timings): RingsideClient {
  const link = openLink(options, timings);
  const rest = createRest(options, () => link.signedOut());
  const campaigns = new StreamPool(
    link,
    timings,
    (id) => campaignSource(link, id),
    (id) => void link.ask('campaign.unfollow', { id }).catch(() => undefined),
  );
  const accounts = new StreamPool(link, timings, () => accountSource(link));
  const at = (id: string): string => `/v1/campaigns/${encodeURIComponent(id)}`;

  return {
    connection: link.state,
    clockOffsetMs: link.clockOffsetMs,
    account: accounts.states('account').pipe(map((state) => state.live)),
    campaign: (id) => campaigns.states(id).pipe(map((state) => state.live)),
    rows(campaignId, filter = {}) {
      const held = campaigns.hold(campaignId);
      const source: RowSource = { campaignId, held, timings, load: (path) => rest.get(path) };
      return filter.status || filter.search ? new FilteredWindow(source, filter) : new PositionWindow(source);
    },

    createCampaign: (campaign) => rest.post<CampaignResource>('/v1/campaigns', campaign),
    addContacts: (campaignId, body, type, sent = () => undefined) =>
      upload(rest, `${at(campaignId)}/contacts`, body, type, sent),
    start: (id, only): Promise<CampaignView> => link.command('campaign.start', only ? { id, only } : { id }),
    pause: (id) => link.command('campaign.pause', { id }),
    stop: (id) => link.command('campaign.stop', { id }),
    // Over REST: the brake must work when the socket does not.
    stopEverything: () => rest.post<void>('/v1/account/stop_everything'),
    allowDialing: () => rest.post<void>('/v1/account/allow_dialing'),
    setBrakes: (brakes) => rest.patch('/v1/account', brakes),
    async *contacts(campaignId) {
      let next: string | null = `${at(campaignId)}/contacts?limit=1000`;
      while (next !== null) {
        const page: ContactPage = await rest.get(next);
        yield page.items;
        next = page.next_page;
      }
    },
    call: (id) => rest.get(`/v1/calls/${encodeURIComponent(id)}`),
    hangUp: (callId) => rest.post<void>(`/v1/calls/${encodeURIComponent(callId)}/hang_up`),
    campaigns: (pageUri = '/v1/campaigns') => rest.get(pageUri),

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
      link.close();
    },
  };
}

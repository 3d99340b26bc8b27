import type { Action, CampaignResource, CampaignState, CampaignView } from '@ringside/contracts';
import { campaignView } from '@ringside/dialer';
import type { CampaignDetail } from '@ringside/store';

export function campaignUri(id: string): string {
  return `/v1/campaigns/${id}`;
}

/** A campaign as a document; `actions` are those its state allows. */
export function campaignResource(view: CampaignView): CampaignResource {
  const uri = campaignUri(view.id);
  return {
    uri,
    ...view,
    actions: actionsOf(uri, view.state),
    resources: {
      contacts: `${uri}/contacts`,
      calls: `${uri}/calls`,
      campaigns: '/v1/campaigns',
      account: '/v1/account',
    },
  };
}

/** A campaign as the store has it; for those the dialer does not hold. */
export function storedCampaign(detail: CampaignDetail): CampaignResource {
  return campaignResource(campaignView(detail.campaign, detail));
}

const ACTIONS: Readonly<Record<CampaignState, readonly ('start' | 'pause' | 'stop' | 'add_contacts')[]>> = {
  idle: ['start', 'add_contacts'],
  running: ['pause', 'stop', 'add_contacts'],
  paused: ['start', 'stop', 'add_contacts'],
  stopped: ['start'],
  completed: ['start'],
};

function actionsOf(uri: string, state: CampaignState): Record<string, Action> {
  const path = { start: 'start', pause: 'pause', stop: 'stop', add_contacts: 'contacts' } as const;
  return Object.fromEntries(
    ACTIONS[state].map((name) => [name, { method: 'POST', uri: `${uri}/${path[name]}` }]),
  );
}

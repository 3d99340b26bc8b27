import type { Action, CampaignResource, CampaignState, CampaignView } from '@ringside/contracts';
import { campaignView } from '@ringside/dialer';
import type { CampaignDetail } from '@ringside/store';
import { action } from '../http/action.js';
import { CreateCampaignDto, StartDto } from './campaign.dto.js';

export function campaignUri(id: string): string {
  return `/v1/campaigns/${id}`;
}

/** How campaigns are made: with a list, and started at once or later. */
export function campaignActions(): Record<'create_campaign' | 'call', Action> {
  return {
    create_campaign: action('POST', '/v1/campaigns', CreateCampaignDto),
    call: action('POST', '/v1/call', CreateCampaignDto),
  };
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
      ...(view.call_state_url === null
        ? {}
        : { webhook_messages: `/v1/webhook-messages?campaign=${view.id}` }),
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
  const how = {
    start: action('POST', `${uri}/start`, StartDto),
    pause: action('POST', `${uri}/pause`),
    stop: action('POST', `${uri}/stop`),
    // A list of any length, as CSV or NDJSON: it has no fields.
    add_contacts: action('POST', `${uri}/contacts`),
  };
  return Object.fromEntries(ACTIONS[state].map((name) => [name, how[name]]));
}

import type { CampaignEngine } from '@ringside/engine';
import { campaignView, rowView } from './views.js';
import type { LiveCampaign } from './dialer.commands.js';
import type { OpenConnection } from './dialer.options.js';

/** A campaign that is dialing, paused, or still has calls in flight: its engine and where it dials. */
export interface Hosted {
  readonly accountId: string;
  readonly engine: CampaignEngine;
  readonly connection: OpenConnection;
}

/** What clients see of it. To be read when memory is what is durable (`Writer.settled`). */
export function liveCampaign({ engine }: Hosted): LiveCampaign {
  return {
    stream: `campaign:${engine.campaign.id}`,
    seq: engine.seq,
    campaign: campaignView(engine.campaign, {
      counts: engine.counts,
      linesInUse: engine.inFlight.size,
      seq: engine.seq,
    }),
    lines: [...engine.inFlight.values()].map(({ call, contact }) => rowView(contact, call)),
  };
}

import type { ContactResource, RowView } from '@ringside/contracts';
import { campaignUri } from './campaign.resource.js';
import { callUri } from '../calls/call.resource.js';

/** A contact as a document. */
export function contactResource(campaignId: string, row: RowView): ContactResource {
  const campaign = campaignUri(campaignId);
  const contacts = `${campaign}/contacts`;
  return {
    uri: `${contacts}/${row.id}`,
    ...row,
    actions: {},
    resources: {
      campaign,
      contacts,
      ...(row.call_id === null ? {} : { call: callUri(row.call_id) }),
    },
  };
}

import type { ContactResource, Resource, RowView } from '@ringside/contracts';
import { campaignUri } from './campaign.resource.js';
import { callUri } from '../calls/call.resource.js';

/** A contact in a list; actions and links are left to its own document. */
export function contactResource(campaignId: string, row: RowView): ContactResource {
  return { uri: `${campaignUri(campaignId)}/contacts/${row.id}`, ...row };
}

/** A contact as a document of its own. */
export interface ContactDocument extends ContactResource, Resource {
  readonly name: string | null;
}

export function contactDocument(campaignId: string, row: RowView): ContactDocument {
  return {
    ...contactResource(campaignId, row),
    actions: {},
    resources: {
      campaign: campaignUri(campaignId),
      contacts: `${campaignUri(campaignId)}/contacts`,
      ...(row.call_id === null ? {} : { call: callUri(row.call_id) }),
    },
  };
}

import type { ContactPage } from '@ringside/contracts';
import type { RowFilter } from './client.js';
import type { HeldStream } from './stream-pool.js';
import type { CampaignFrame } from '@ringside/contracts';
import type { CampaignState } from './streams.js';
import type { Timings } from './timings.js';

/** Where a row window gets its rows and their news from. */
export interface RowSource {
  readonly campaignId: string;
  readonly held: HeldStream<CampaignState, CampaignFrame>;
  readonly timings: Timings;
  load(path: string): Promise<ContactPage>;
}

/** Rows of a filtered list asked for at a time: they can only be read onwards. */
const FILTER_PAGE_ROWS = 300;
/** Rows asked for at a time. */
export const PAGE_ROWS = 100;

export function windowPath(campaignId: string, from: number): string {
  return `/v1/campaigns/${encodeURIComponent(campaignId)}/contacts?from=${from}&limit=${PAGE_ROWS}`;
}

export function filterPath(campaignId: string, filter: RowFilter): string {
  const query = new URLSearchParams({ limit: String(FILTER_PAGE_ROWS) });
  if (filter.status) query.set('status', filter.status);
  if (filter.search) query.set('search', filter.search);
  return `/v1/campaigns/${encodeURIComponent(campaignId)}/contacts?${query.toString()}`;
}

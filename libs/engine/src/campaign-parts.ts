import type { ContactWindow } from './contact-window.js';
import type { Flight } from './flight.js';
import type { Journal } from './journal.js';
import type { Lines } from './lines.js';
import type { Call, Campaign } from './model.js';
import type { PlacementOrder } from './placement-order.js';
import type { EngineDeps } from './ports.js';
import type { Refusals } from './refusals.js';

/** A request to the phone system whose outcome has not come yet; the call may be over meanwhile. */
export interface OpenRequest {
  readonly call: Call;
  readonly n: number;
  /** Another process, or this one before a reload, has sent it: the outcome may never come. */
  readonly recovered: boolean;
}

/** What the steps of one campaign share. */
export interface CampaignParts {
  readonly campaign: Campaign;
  readonly deps: EngineDeps;
  readonly journal: Journal;
  readonly lines: Lines;
  readonly window: ContactWindow;
  readonly refusals: Refusals;
  readonly order: PlacementOrder;
  /** By call id. */
  readonly requests: Map<string, OpenRequest>;
  /** An upload is under way. */
  listOpen: boolean;
  /** The contacts of a stopped campaign are being canceled. */
  canceling: boolean;
}

/** Sets why the campaign does not dial now, and says so when that changes. */
export function hold(
  { campaign, journal }: CampaignParts,
  holding: { readonly code: NonNullable<Campaign['holding']>['code']; readonly detail: string } | null,
  now: number,
): void {
  const before = campaign.holding;
  if (before?.code === holding?.code) {
    // A phone system that is down for another reason than before asks for something else to be done.
    const same = holding?.code !== 'phone_system_down' || before?.detail === holding.detail;
    if (same) return;
  }
  const since = before?.code === holding?.code ? (before?.since ?? now) : now;
  campaign.holding = holding === null ? null : { code: holding.code, since, detail: holding.detail };
  journal.campaignChanged();
  if (holding === null) journal.fact('campaign.released', {});
  else journal.fact('campaign.held', { code: holding.code, detail: holding.detail });
}

/** Has the phone system end the call, if it can; before it has taken the call there is nothing to end. */
export function hangUp({ deps, journal }: CampaignParts, flight: Flight, reason: string): void {
  if (!deps.provider.hangUp) return;
  flight.hangUpSent = true;
  journal.effect({ type: 'hang_up', call: flight.call, reason });
}

/** Takes the turn from the call that waits for it; it was surely not asked for. */
export function recallNext({ lines, order }: CampaignParts, now: number): void {
  if (order.next === null) return;
  lines.recall(order.next, now);
  order.next = null;
}

import type { AccountView, CampaignView, ErrorCode, RowView, StreamName } from '@ringside/contracts';

/** A command that cannot be carried out now; `code` maps to an HTTP status in contracts. */
export class DialerError extends Error {
  override readonly name = 'DialerError';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Commands and live views of the dialer; the same for REST, the socket and a host application. */
export interface DialerCommands {
  /** Idle, paused or ended -> running. Repeated: changes nothing. Throws `DialerError`. */
  start(
    accountId: string,
    campaignId: string,
    options?: { only?: 'all' | 'unanswered' },
  ): Promise<LiveCampaign>;
  pause(accountId: string, campaignId: string): Promise<LiveCampaign>;
  stop(accountId: string, campaignId: string): Promise<LiveCampaign>;
  hangUp(accountId: string, callId: string): Promise<void>;
  stopEverything(accountId: string): Promise<void>;
  allowDialing(accountId: string): Promise<void>;
  /** A campaign was created, contacts were added, or brakes changed in the store: puts the fact on the streams. */
  announceCampaign(accountId: string, campaignId: string): Promise<void>;
  announceContacts(accountId: string, campaignId: string, added: number): Promise<void>;
  announceAccount(accountId: string): Promise<void>;
  /** An upload begins or ends; the campaign does not complete meanwhile. */
  listOpen(accountId: string, campaignId: string, open: boolean): Promise<void>;
  /** State as the writer has it, or null when the campaign is not hosted (nothing in flight, not running): read the store. */
  live(accountId: string, campaignId: string): LiveCampaign | null;
}
export interface LiveCampaign {
  readonly campaign: CampaignView;
  readonly lines: readonly RowView[];
  readonly stream: StreamName;
  readonly seq: number;
}
export type { AccountView };

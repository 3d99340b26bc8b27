import type { CampaignView, PhoneSystemsSnapshot, RowView, StreamName } from '@ringside/contracts';
import type { Observable } from 'rxjs';

/** Commands and live views of the dialer: the same for REST, the socket and a host application. */
export interface DialerCommands {
  /**
   * Idle, paused or ended -> running; an ended campaign begins a new pass over the contacts that `only`
   * names. Repeated: changes nothing. Throws `DialerError`.
   */
  start(
    accountId: string,
    campaignId: string,
    options?: { readonly only?: 'all' | 'unanswered' },
  ): Promise<LiveCampaign>;
  pause(accountId: string, campaignId: string): Promise<LiveCampaign>;
  stop(accountId: string, campaignId: string): Promise<LiveCampaign>;
  hangUp(accountId: string, callId: string): Promise<void>;

  /** The brake: stops every campaign of the account; nothing starts until `allowDialing`. */
  stopEverything(accountId: string): Promise<void>;
  allowDialing(accountId: string): Promise<void>;

  /** A campaign was created in the store: puts it on the account's stream. */
  announceCampaign(accountId: string, campaignId: string): Promise<void>;
  /** Runs `insert`, which adds contacts in the store and answers how many, and puts that on the campaign's stream. */
  appendContacts(accountId: string, campaignId: string, insert: () => Promise<number>): Promise<number>;
  /** An upload begins or ends; the campaign does not complete meanwhile. */
  listOpen(accountId: string, campaignId: string, open: boolean): Promise<void>;
  /** The account's brakes changed in the store. */
  announceAccount(accountId: string): Promise<void>;

  /** A campaign as the writer has it, or null when it is not hosted (neither dialing nor in flight): read the store. */
  live(accountId: string, campaignId: string): Promise<LiveCampaign | null>;
  /** Whether `live` has it, at this moment. */
  isLive(accountId: string, campaignId: string): boolean;

  /** How the account's phone systems stand now. */
  phoneSystems(accountId: string): PhoneSystemsSnapshot;
  /** The same, whenever it has changed since the subscription, at most twice a second. */
  phoneSystemChanges(accountId: string): Observable<PhoneSystemsSnapshot>;
}

/** A campaign at one moment of its stream. */
export interface LiveCampaign {
  readonly stream: StreamName;
  readonly seq: number;
  readonly campaign: CampaignView;
  /** The rows in flight, in list order. */
  readonly lines: readonly RowView[];
}

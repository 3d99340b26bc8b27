import type {
  CallState,
  CampaignState,
  ContactStatus,
  Counts,
  DialerType,
  FactData,
  FactType,
  HoldingCode,
  MachineDetection,
} from '@ringside/contracts';

/** Rows as the engine holds them. Times are epoch milliseconds of the writer's wall clock. */

export interface Campaign {
  readonly id: string;
  readonly accountId: string;
  readonly connectionId: string;
  readonly name: string;
  readonly dialerType: DialerType;
  lines: number;
  readonly ringTimeoutMs: number;
  readonly maxDurationMs: number;
  readonly replyTimeoutMs: number;
  readonly machineDetection: MachineDetection;
  /** The number that calls are made from, as given; null: the phone system's own. */
  readonly from: string | null;
  /** Where state changes of its calls are posted to, with its placeholders; null: nowhere. */
  readonly callStateUrl: string | null;
  state: CampaignState;
  /** 0 before the first start. */
  pass: number;
  holding: { code: HoldingCode; since: number; detail: string } | null;
  readonly createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
}

/** A contact waiting to be dialed in this pass. */
export interface ContactToDial {
  readonly contactId: string;
  readonly position: number;
  readonly phone: string;
  readonly name: string | null;
  /** Calls made to it so far, over all passes. */
  readonly calls: number;
}

/** What the campaign knows of one contact: the row behind the list on the screen. */
export interface CampaignContact {
  readonly campaignId: string;
  readonly contactId: string;
  readonly position: number;
  readonly phone: string;
  readonly name: string | null;
  status: ContactStatus;
  reason: string | null;
  calls: number;
  callId: string | null;
  startedAt: number | null;
  ringingAt: number | null;
  answeredAt: number | null;
  endedAt: number | null;
}

/** One attempt to reach a contact. Its row exists before the phone system is asked. */
export interface Call {
  readonly id: string;
  readonly accountId: string;
  readonly campaignId: string;
  readonly contactId: string;
  readonly connectionId: string;
  readonly position: number;
  readonly pass: number;
  readonly phone: string;
  state: CallState;
  reason: string | null;
  providerCallId: string | null;
  /** Requests made to the phone system, the open one included. */
  placements: number;
  /** A request may be on its way: set in the commit before it is sent, cleared in the commit that has its outcome. */
  placementOpen: boolean;
  /** Refused, and to be asked again then; null when no retry waits. */
  retryAt: number | null;
  readonly createdAt: number;
  dialingAt: number | null;
  ringingAt: number | null;
  answeredAt: number | null;
  endedAt: number | null;
  endEstimated: boolean;
  /** When this state ends by itself; null only when terminal. */
  deadlineAt: number | null;
  answeredBy: 'human' | 'machine' | null;
  /** The network says that this number wants no such calls. */
  doNotCall: boolean;
}

/** A call in flight with the contact it is for, as loaded at a start. */
export interface CallInFlight {
  readonly call: Call;
  readonly contact: CampaignContact;
}

/** One numbered event of the campaign's stream, to be stored in the commit that made it true. */
export interface NewFact {
  readonly stream: string;
  readonly seq: number;
  readonly type: FactType;
  readonly at: number;
  readonly accountId: string;
  readonly campaignId: string | null;
  readonly callId: string | null;
  readonly contactId: string | null;
  readonly data: FactData[FactType];
}

/** Everything a campaign's engine starts from. */
export interface LoadedCampaign {
  readonly campaign: Campaign;
  readonly inFlight: readonly CallInFlight[];
  readonly counts: Counts;
  /** Last event number of `campaign:<id>`; 0 when there is none. */
  readonly seq: number;
  /** Last position this pass has dialed; 0 when none. */
  readonly cursor: number;
}

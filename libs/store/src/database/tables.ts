import type {
  CallState,
  CampaignState,
  ContactStatus,
  DialerType,
  HoldingCode,
  MachineDetection,
  Permission,
  Role,
  SyncProblem,
  SyncReport,
  SyncState,
} from '@ringside/contracts';
import type { ColumnType, Generated } from 'kysely';
import type { MessageTable, WebhookSecretTable } from '../outgoing/tables.js';
import type { SecretScheme } from '../directory/secrets.js';

/** Read as epoch milliseconds, written as a Date. */
export type Time = ColumnType<number, Date, Date>;
export type MaybeTime = ColumnType<number | null, Date | null, Date | null>;

/** Tables of schema `ringside`, as they stand in the database. */
export interface Tables {
  account: AccountTable;
  user: UserTable;
  api_key: ApiKeyTable;
  session: OwnedToken;
  sign_in_link: OwnedToken & { used_at: MaybeTime };
  connection: ConnectionTable;
  list: { id: string; account_id: string; total: Generated<number>; created_at: Time };
  contact: ContactTable;
  campaign: CampaignTable;
  campaign_contact: CampaignContactTable;
  call: CallTable;
  tenant: TenantTable;
  sync: SyncTable;
  placement: PlacementTable;
  inbox: InboxTable;
  event: EventTable;
  stream: { name: string; account_id: string; seq: number; contacts_canceled_at: MaybeTime };
  command: CommandTable;
  writer: { id: number; fence: number; batch: number };
  message: MessageTable;
  webhook_secret: WebhookSecretTable;
}

export interface AccountTable {
  id: string;
  name: string;
  time_zone: string;
  max_lines: number | null;
  max_calls_per_second: number | null;
  max_calls_per_day: number | null;
  dialing_stopped_at: MaybeTime;
  created_at: Generated<Time>;
}

export interface UserTable {
  id: string;
  account_id: string;
  name: string;
  email: string;
  /** In lower case: no two users have the same. */
  email_key: string;
  role: Role;
  password: string | null;
  disabled_at: MaybeTime;
  invitation_hash: string | null;
  invitation_expires_at: MaybeTime;
  last_seen_at: MaybeTime;
  created_at: Time;
}

export interface ApiKeyTable {
  id: string;
  key: string;
  account_id: string;
  name: Generated<string>;
  permissions: Generated<Permission[]>;
  scheme: SecretScheme;
  salt: Buffer;
  hash: Buffer;
  previous_scheme: SecretScheme | null;
  previous_salt: Buffer | null;
  previous_hash: Buffer | null;
  previous_until: MaybeTime;
  last_used_at: MaybeTime;
  revoked_at: MaybeTime;
  created_at: Time;
}

/** What stands for a user, for a key, or, without either, for the whole account. */
interface OwnedToken {
  token_hash: string;
  account_id: string;
  user_id: string | null;
  key_id: string | null;
  expires_at: Time;
}

export interface ConnectionTable {
  id: string;
  account_id: string;
  provider: string;
  name: string;
  secret: Buffer;
  created_at: Generated<Time>;
}

export interface ContactTable {
  id: string;
  account_id: string;
  list_id: string;
  position: number;
  phone: string;
  name: string | null;
}

export interface CampaignTable {
  id: string;
  account_id: string;
  list_id: string;
  connection_id: string;
  name: string;
  dialer_type: DialerType;
  lines: number;
  ring_timeout_ms: number;
  max_duration_ms: number;
  reply_timeout_ms: number;
  machine_detection: Generated<MachineDetection>;
  from: string | null;
  call_state_url: string | null;
  state: CampaignState;
  pass: Generated<number>;
  holding_code: HoldingCode | null;
  holding_since: MaybeTime;
  holding_detail: string | null;
  created_at: Time;
  started_at: MaybeTime;
  ended_at: MaybeTime;
}

export interface CampaignContactTable {
  campaign_id: string;
  position: number;
  account_id: string;
  contact_id: string;
  status: ContactStatus;
  reason: string | null;
  calls: number;
  call_id: string | null;
  started_at: MaybeTime;
  ringing_at: MaybeTime;
  answered_at: MaybeTime;
  ended_at: MaybeTime;
}

export interface CallTable {
  id: string;
  account_id: string;
  origin: 'campaign' | 'pbx';
  connection_id: string;
  /** These five are null only on calls of phone systems (the phone: when it was not said). */
  campaign_id: string | null;
  contact_id: string | null;
  position: number | null;
  pass: number | null;
  phone: string | null;
  /** Null on calls of campaigns. */
  tenant_id: string | null;
  from_number: string | null;
  caller_name: string | null;
  direction: string | null;
  duration: string | null;
  recording: string | null;
  heard: number;
  from_record: number;
  closed_at: MaybeTime;
  /** Digest of the record last merged, to know it again. */
  record_hash: string | null;
  state: CallState;
  in_flight: boolean;
  reason: string | null;
  /** The phone system's id of a call that it makes by itself. Indexed, so it never changes. */
  provider_call_id: string | null;
  /** The phone system's id of a call that a campaign made, once it has answered. */
  placed_id: string | null;
  placements: number;
  placement_open: boolean;
  retry_at: MaybeTime;
  created_at: Time;
  dialing_at: MaybeTime;
  ringing_at: MaybeTime;
  answered_at: MaybeTime;
  ended_at: MaybeTime;
  end_estimated: boolean;
  deadline_at: MaybeTime;
  answered_by: 'human' | 'machine' | null;
  /** The network marked the number as one not to be called. */
  do_not_call: boolean;
}

export interface TenantTable {
  id: string;
  account_id: string;
  connection_id: string;
  uuid: string;
  state: 'adopted' | 'held';
  seen_at: Time;
  adopted_at: MaybeTime;
}

export interface SyncTable {
  id: string;
  account_id: string;
  connection_id: string;
  trigger: 'manual' | 'schedule' | 'deadline';
  state: SyncState;
  attempt: number;
  phase: 'fetching' | 'merging' | null;
  fetched: number;
  announced: number | null;
  report: ColumnType<SyncReport | null, string | null, string | null>;
  problem_code: SyncProblem | null;
  problem_detail: string | null;
  retry_at: MaybeTime;
  started_at: Time;
  ended_at: MaybeTime;
}

export interface PlacementTable {
  call_id: string;
  n: number;
  account_id: string;
  requested_at: Time;
  replied_at: Time;
  outcome: 'accepted' | 'failed' | 'refused' | 'unknown';
  reason: string | null;
}

export interface InboxTable {
  received_at: Time;
  ordinal: number;
  account_id: string;
  connection_id: string;
  call_id: string | null;
  kind: Generated<'webhook' | 'record'>;
  tenant_id: string | null;
  sync_id: string | null;
  reason: string | null;
  status: string;
  provider_at: MaybeTime;
  outcome: string;
  body: string;
}

export interface EventTable {
  stream: string;
  seq: number;
  at: Time;
  type: string;
  account_id: string;
  campaign_id: string | null;
  call_id: string | null;
  contact_id: string | null;
  data: ColumnType<Record<string, unknown>, string, never>;
}

export interface CommandTable {
  account_id: string;
  key: string;
  actor: string;
  name: string;
  target: string | null;
  body_hash: string;
  result: ColumnType<unknown, string | null, string>;
  at: Time;
  ip: string | null;
}

import type { MessageState } from '@ringside/contracts';
import type { Generated } from 'kysely';
import type { MaybeTime, Time } from '../database/tables.js';

export interface MessageTable {
  id: string;
  account_id: string;
  campaign_id: string;
  call_id: string;
  sequence: number;
  type: string;
  url: string;
  body: string;
  state: Generated<MessageState>;
  tries: Generated<number>;
  next_try_at: MaybeTime;
  last_status: number | null;
  last_error: string | null;
  created_at: Time;
  delivered_at: MaybeTime;
}

export interface WebhookSecretTable {
  account_id: string;
  secret: Buffer;
  created_at: Generated<Time>;
  /** Signed with until then; null: until it is rotated. */
  ends_at: MaybeTime;
}

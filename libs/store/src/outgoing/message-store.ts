import type { MessageState } from '@ringside/contracts';
import type { Message } from '@ringside/engine';
import type { PageRequest, PageRows } from '../account-store.js';

/** What the API reads and writes of an account's messages to developers' servers. */
export interface MessageStore {
  /** Newest first. */
  messages(request: PageRequest & { readonly filter: MessageFilter }): Promise<PageRows<Message>>;
  message(id: string): Promise<Message | null>;
  /** Sends it once more, with the whole schedule before it and the same id; null: no such message. */
  replayMessage(id: string): Promise<Message | null>;
  /** What signs messages now, the newest first; made when there is none. */
  webhookSecrets(): Promise<readonly Uint8Array[]>;
  /** A new secret; the one before signs beside it for a day. */
  rotateWebhookSecret(): Promise<readonly Uint8Array[]>;
}

export interface MessageFilter {
  readonly campaign?: string;
  readonly call?: string;
  readonly state?: MessageState;
}

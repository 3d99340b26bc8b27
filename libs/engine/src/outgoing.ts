import type { MessageState } from '@ringside/contracts';

/** What the dialer posts to a developer's server (`call_state_url`), and the store that keeps it. */

/** One state change of a call, to be told; stored in the commit that made it true. */
export interface NewMessage {
  /** UUIDv7: the `webhook-id` of every try. */
  readonly id: string;
  readonly accountId: string;
  readonly campaignId: string;
  readonly callId: string;
  /** 1, 2, 3 ... of this call. */
  readonly sequence: number;
  /** `call.ringing`. */
  readonly type: string;
  readonly url: string;
  /** Exactly what is signed and sent. */
  readonly body: string;
  readonly createdAt: number;
}

export interface Message extends NewMessage {
  readonly state: MessageState;
  readonly tries: number;
  /** Null unless it waits. */
  readonly nextTryAt: number | null;
  /** HTTP status of the last try; null: none came. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly deliveredAt: number | null;
}

/** How one try went. */
export interface TryResult {
  readonly status: number | null;
  /** One sentence; null: it was delivered. */
  readonly error: string | null;
  /** Of one that failed: how long to wait for the next try, milliseconds; null: there is none, it is dead. */
  readonly retryInMs: number | null;
}

/** Calls with something to send: what is handed out to be served, once. */
export interface Errand {
  readonly id: string;
  readonly callId: string;
  /** Whose server is asked: `api.example.com:443`. */
  readonly host: string;
}

/**
 * Messages and the errands that deliver them. The commit that stores a message makes its errand, and so does whatever makes it wait
 * again: in the same transaction, so neither is without the other. All times of tries are the database's.
 */
export interface OutgoingStore {
  /** Called whenever there is a new errand; one listener. */
  onErrands(listener: () => void): void;
  /** Errands that are due, oldest first, of other hosts than these; each is handed out once. */
  take(limit: number, exceptHosts: readonly string[]): Promise<readonly Errand[]>;
  done(errandId: string): Promise<void>;
  /** After a start: errands for all that is due, whatever became of those that the last process had taken. */
  renew(): Promise<void>;
  /** Milliseconds until the next message that waits for its time is due; null when none does. */
  nextDueInMs(): Promise<number | null>;

  /** How many messages wait, and when the oldest of them was made (epoch ms); null: none waits. */
  backlog(): Promise<{ readonly waiting: number; readonly oldestAt: number | null }>;

  /** The first message of the call that waits, if it is due: the ones behind it wait for it. */
  head(callId: string): Promise<Message | null>;
  /** Writes down how a try of the head went; one that is to be tried again gets its errand. */
  settle(message: Message, result: TryResult): Promise<void>;
  /** Last sequence number of these calls; one that has none is left out. */
  lastSequences(callIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Secrets that messages of the account are signed with now, the newest first; made when there is none. */
  secrets(accountId: string): Promise<readonly Uint8Array[]>;
}

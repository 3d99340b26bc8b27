import type { StatusAnswer } from './call-log.js';
import type { PbxAction } from './cdr.js';
import type { Person } from './people.js';

/** What became of one webhook; `nowhere`: no address was set. */
export type WebhookAnswer = StatusAnswer | 'nowhere';

/** One webhook as the phone system sent it. */
export interface SentWebhook {
  readonly action: PbxAction;
  /** Epoch milliseconds, with a fraction. */
  readonly atMs: number;
  readonly answer: WebhookAnswer;
}

/** A call that the phone system made by itself, as it really went. Times are whole epoch milliseconds. */
export interface PbxCall {
  /** 1, 2, 3 ... as they were decided on; begins again only at a reset. */
  readonly n: number;
  readonly uuid: string;
  readonly tenant: string;
  readonly phone: string;
  readonly from: string;
  readonly person: Person;
  /** Null as long as it has not begun. */
  readonly startedMs: number | null;
  readonly ringingMs: number | null;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  /** `restart`: the phone system forgot it. */
  readonly ending: 'completed' | 'restart' | null;
  readonly recording: string | null;
  /** In the order of sending; lost ones too, but not a HANGUP that is never sent. */
  readonly webhooks: readonly SentWebhook[];
  /** Whether `GET /get_cdr` tells of it now. */
  readonly record: boolean;
}

export interface PbxStats {
  readonly calls: number;
  readonly inFlight: number;
  readonly records: number;
  readonly webhooksSent: number;
  readonly webhooksLost: number;
  readonly webhooksAnswered2xx: number;
  readonly webhooksAnsweredOther: number;
  readonly webhooksFailed: number;
}

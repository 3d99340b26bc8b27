import type { Behaviour } from './behaviour.js';
import type { CallRecord, Outcome } from './call-log.js';
import type { Bridge, Listening } from './conversations.js';
import type { KnownCall } from './known-calls.js';
import type { PbxCall, PbxStats } from './pbx-call.js';
import type { AnsweredBy, CallStatus } from './people.js';
import type { SwitchboardStats } from './switchboard.js';

export const DEFAULT_PORT = 3030;
export const DEFAULT_LOG_LIMIT = 100_000;

/** Options of `startPbxMock`; all may be left out. */
export interface PbxMockOptions {
  /** 127.0.0.1 */
  readonly host?: string;
  /** 3030; 0 = any free one. */
  readonly port?: number;
  /** The world: the same seed and numbers give the same calls. 1 */
  readonly seed?: number;
  /** Where the tenant is kept; without it, it is new at each start. */
  readonly dataDir?: string | null;
  /** Makes a new tenant even if one is kept. */
  readonly newTenant?: boolean;
  /** Posts to addresses that are neither loopback nor private too. */
  readonly allowAnyWebhook?: boolean;
  /** How many calls the log keeps; and how many calls of its own, and records of them. 100,000 */
  readonly logLimit?: number;
  /** Where webhooks of its own calls go; null = nowhere, until `setWebhookUrl`. */
  readonly webhookUrl?: string | null;
  /** How many records it begins with; none of them is held in memory. 0 */
  readonly records?: number;
  /** Where the answers to these webhooks are printed; without it they are not. */
  readonly print?: (line: string) => void;
  /** How it behaves at first, faults included. */
  readonly behaviour?: Partial<Behaviour>;
}

export interface PbxMockStats extends SwitchboardStats {
  /** Requests to `POST /call`, unreadable ones included. */
  readonly arrivals: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Numbers of the oldest and the latest record in the log. */
  readonly logOldest: number;
  readonly logLatest: number;
  readonly pbx: PbxStats;
}

/** A phone system that is running. */
export interface PbxMock {
  /** `http://127.0.0.1:3030` */
  readonly url: string;
  readonly port: number;
  /** Of now: see `newTenant`. */
  readonly tenantUuid: string;
  /** Where webhooks of its own calls go. */
  readonly webhookUrl: string | null;
  /** The log as the phone system saw it, oldest first: records after number `after`, at most `most`. */
  calls(after?: number, most?: number): readonly CallRecord[];
  /** The truth about its own calls, webhooks and records or not; oldest first, after number `after`, at most `most`. */
  pbxCalls(after?: number, most?: number): readonly PbxCall[];
  /** As `GET /trigger_webhooks`; `given` for these calls alone. */
  trigger(given?: Partial<Behaviour>): void;
  /** Throws when it is not an address that may be posted to. */
  setWebhookUrl(url: string | null): void;
  /** Becomes another tenant, with records of its own; calls that go on stay with the one they began with. */
  newTenant(uuid?: string): string;
  stats(): PbxMockStats;
  behaviour(): Behaviour;
  /** Replaces all faults: those not given are off. The settings in `WORLD_SETTINGS` stay unless given. */
  setFaults(given: Partial<Behaviour>): void;
  /** Forgets all calls, as a restarted phone system does: nothing more is heard of them, ids begin again. */
  restart(): void;
  /** Forgets everything, the log too, and behaves as at the start. */
  reset(): void;
  /** Ends calls; returns how many. */
  hangUp(which: { readonly id?: number; readonly phone?: string }): number;
  /** Lets one who is `told` come as far as this, maybe skipping what is before it; false: there is no such call, or it is further. */
  move(id: number, status: CallStatus, by?: AnsweredBy): boolean;
  /** By its id, or by its `call_id`; null: it is not known, or not any more. */
  call(key: number | string): Readonly<KnownCall> | null;
  /** Calls, by id, that hear each other now. */
  bridges(): readonly Bridge[];
  /** Who listens to whom now, by id. */
  listenings(): readonly Listening[];
  /** Media that are being played to a call now. */
  playing(id: number): readonly string[];
  /** Refuses connections for so many milliseconds. */
  refuse(ms: number): void;
  close(): Promise<void>;
}

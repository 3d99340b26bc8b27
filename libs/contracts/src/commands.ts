import type { CallsFrame, CallsSnapshot } from './feed.js';
import type { PhoneSystemsSnapshot } from './phone-system.js';
import type { ErrorCode, FieldProblem } from './errors.js';
import type {
  AccountFrame,
  AccountSnapshot,
  CampaignFrame,
  CampaignSnapshot,
  CampaignView,
} from './events.js';

/** Every socket command is answered; `code` is for programs, `message` for developers. */
export type Ack<T> =
  | { readonly ok: true; readonly data: T }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly errors?: readonly FieldProblem[];
      };
    };

/** Commands that change something carry a key: the same key twice is done once. */
export interface Keyed {
  readonly key: string;
}

export interface CampaignCommand extends Keyed {
  readonly id: string;
}
export interface StartCommand extends CampaignCommand {
  /** After the end: which contacts the new pass dials. */
  readonly only?: 'all' | 'unanswered';
}

export interface FollowCampaign {
  readonly id: string;
  /** The last event number seen; with it, a short gap is answered by a replay instead of a snapshot. */
  readonly last_seq?: number;
}
export type CampaignCatchUp =
  | { readonly kind: 'snapshot'; readonly snapshot: CampaignSnapshot }
  | { readonly kind: 'replay'; readonly frame: CampaignFrame | null };

/** Browser -> server: imperative, always acknowledged. */
export interface ClientCommands {
  'campaign.follow': (body: FollowCampaign, ack: (result: Ack<CampaignCatchUp>) => void) => void;
  'campaign.unfollow': (body: { readonly id: string }, ack: (result: Ack<object>) => void) => void;
  'campaign.start': (body: StartCommand, ack: (result: Ack<CampaignView>) => void) => void;
  'campaign.pause': (body: CampaignCommand, ack: (result: Ack<CampaignView>) => void) => void;
  'campaign.stop': (body: CampaignCommand, ack: (result: Ack<CampaignView>) => void) => void;
  /** Every call of the account, as it happens. First the room is joined, then the state is read. */
  'calls.follow': (body: object, ack: (result: Ack<CallsSnapshot>) => void) => void;
  'calls.unfollow': (body: object, ack: (result: Ack<object>) => void) => void;
  /** The phone systems of the account, and from then on `phone_systems.changed`. */
  'phone_systems.follow': (body: object, ack: (result: Ack<PhoneSystemsSnapshot>) => void) => void;
  'phone_systems.unfollow': (body: object, ack: (result: Ack<object>) => void) => void;
  'account.follow': (body: object, ack: (result: Ack<AccountSnapshot>) => void) => void;
  'account.stop_everything': (body: Keyed, ack: (result: Ack<object>) => void) => void;
  'account.allow_dialing': (body: Keyed, ack: (result: Ack<object>) => void) => void;
}

/** Server -> browser. */
export interface ServerEvents {
  'campaign.frame': (frame: CampaignFrame) => void;
  'account.frame': (frame: AccountFrame) => void;
  'calls.frame': (frame: CallsFrame) => void;
  /** Whole, at most twice a second, when anything in it changed. */
  'phone_systems.changed': (snapshot: PhoneSystemsSnapshot) => void;
  /** Every two seconds on every connection, so that silence is noticed. */
  'server.beat': (beat: { readonly at: string }) => void;
}

/** More events behind than this: a snapshot is cheaper than a replay. */
export const REPLAY_LIMIT = 1000;
/** Interval of `server.beat`, milliseconds. */
export const BEAT_MS = 2000;

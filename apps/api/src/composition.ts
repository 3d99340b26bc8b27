import type { PhoneSystemStatus } from '@ringside/contracts';
import type { Outbound } from '@ringside/outbound';
import type { Logger } from 'pino';
import type { CommandLog } from './commands/command-log.js';
import type { Console } from './console/console-files.js';
import type { Metrics } from './metrics/metrics.js';
import type { Authenticator } from './session/authenticator.js';
import type { Origins } from './session/origins.js';
import type { ApiStore } from './start/api-store.js';

/** What the controllers are made of; built once by `createApp` and injected whole. */
export interface Composition {
  readonly store: ApiStore;
  /** Whose phone systems are connected. */
  readonly accountId: string;
  readonly authenticator: Authenticator;
  readonly origins: Origins;
  readonly commands: CommandLog;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where the outside reaches us, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether that is https. */
  readonly secure: boolean;
  readonly phoneSystem: PhoneSystemStatus;
  /** The connection campaigns are dialed through. */
  readonly connectionId: string;
  readonly minPhoneDigits: number;
  /** What reaches developers' servers. */
  readonly outbound: Pick<Outbound, 'addresses'>;
  /** Null: it has not been built. */
  readonly console: Console | null;
  /** Whether the dialer runs: false before it has started and once the service ends. */
  readonly dialing: () => boolean;
  readonly now: () => number;
}

export const COMPOSITION = Symbol('COMPOSITION');
/** What is done with the feeds of phone systems; an alias of its service. */
export const FEEDS = Symbol('FEEDS');
/** The dialer's commands; an alias of its service, so that controllers depend on the interface. */
export const DIALER = Symbol('DIALER');

import type { PhoneSystemStatus } from '@ringside/contracts';
import type { DialerCommands } from '@ringside/dialer';
import type { Logger } from 'pino';
import type { Authenticator } from './session/authenticator.js';
import type { Origins } from './session/origins.js';
import type { ApiStore } from './start/api-store.js';
import type { Metrics } from './metrics/metrics.js';

/** What the controllers are made of; built once by `createApp` and injected whole. */
export interface Composition {
  readonly store: ApiStore;
  readonly authenticator: Authenticator;
  readonly origins: Origins;
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
  /** Folder of the built console, or null when it has not been built. */
  readonly consoleDir: string | null;
  readonly now: () => number;
}

export const COMPOSITION = Symbol('COMPOSITION');
/** The dialer's commands; an alias of its service, so that controllers depend on the interface. */
export const DIALER = Symbol('DIALER');
export type { DialerCommands };

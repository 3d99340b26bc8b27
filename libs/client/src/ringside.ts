import { resources, type Resources } from './api/resources.js';
import type { ClientOptions, RingsideClient } from './client.js';
import { createClient } from './create-client.js';
import { createRest } from './rest.js';

/** What happens, as it happens, over one Socket.IO connection. */
export type Live = Pick<
  RingsideClient,
  'connection' | 'clockOffsetMs' | 'account' | 'campaign' | 'rows' | 'phoneSystems' | 'callsLive' | 'calls'
>;

/** Ringside for programs: its documents by kind, and what is live. */
export interface Ringside extends Resources {
  /** Connects when it is first looked at; then `close` ends it. */
  readonly live: Live;
  close(): void;
}

/** Talks to a Ringside server. Nothing is sent before something is asked. */
export function createRingside(options: ClientOptions): Ringside {
  let client: RingsideClient | null = null;
  return {
    ...resources(createRest(options)),
    get live() {
      return (client ??= createClient(options));
    },
    close: () => client?.close(),
  };
}

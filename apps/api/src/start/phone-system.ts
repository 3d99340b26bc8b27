import { createOutbound, type Outbound } from '@ringside/outbound';
import { callApiProvider } from '@ringside/providers/call-api';
import { pbxProvider } from '@ringside/providers/pbx';
import type { Provider } from '@ringside/telephony';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Settings } from '../config/env.js';
import { startMock, type MockProcess } from './mock-process.js';

/** What a connection is stored under; another address is another connection. */
export interface ConnectionName {
  readonly provider: string;
  readonly name: string;
}

export interface PhoneSystemNames {
  /** Campaigns are dialed through it. */
  readonly calls: ConnectionName;
  /** Its own calls are followed; null: nobody's are. */
  readonly pbx: ConnectionName | null;
}

export interface PhoneSystems {
  readonly calls: PhoneSystem;
  readonly pbx: PhoneSystem | null;
  close(): Promise<void>;
}

export interface PhoneSystem {
  readonly provider: Provider;
  readonly mock: boolean;
  /** Where it is, for people. */
  readonly address: string;
}

const MOCK = 'Mock phone system';

/** What the phone systems of the settings are called: known before they are opened, because the mock is told its webhook address. */
export function phoneSystemNames({ callApiUrl, pbxUrl }: Settings): PhoneSystemNames {
  const calls = callApiUrl === null ? MOCK : `Call API at ${new URL(callApiUrl).host}`;
  const pbx = pbxUrl === null ? (callApiUrl === null ? MOCK : null) : `PBX at ${new URL(pbxUrl).host}`;
  return {
    calls: { provider: 'call-api', name: calls },
    pbx: pbx === null ? null : { provider: 'pbx', name: pbx },
  };
}

/**
 * The phone systems of the settings: a call API and a PBX, and the bundled mock in place of what is not set. `feedAddress`:
 * where the mock posts the calls that it makes by itself; null: it makes none. A new kind is one more line here.
 */
export async function openPhoneSystems(
  settings: Settings,
  names: PhoneSystemNames,
  feedAddress: string | null,
  log: Logger,
): Promise<PhoneSystems> {
  const { callApiUrl, pbxUrl } = settings;
  const caller = callApiUrl === null ? await openMock(settings, feedAddress, log) : { url: callApiUrl };
  const calls = connect(settings, caller.url, names.calls, callApiProvider);
  const pbx = names.pbx && connect(settings, pbxUrl ?? caller.url, names.pbx, pbxProvider);
  return {
    calls: { ...calls, mock: callApiUrl === null },
    pbx: pbx && { ...pbx, mock: pbxUrl === null },
    close: async () => {
      await calls.close();
      await pbx?.close();
      if ('stop' in caller) await caller.stop();
    },
  };
}

function openMock(settings: Settings, feedAddress: string | null, log: Logger): Promise<MockProcess> {
  return startMock({
    port: settings.mockPort,
    speed: settings.mockSpeed,
    // Wherever the database is: it must be the same tenant at the next start, and make other calls.
    dataDir: join(settings.dataDir, 'mock'),
    feed: feedAddress === null ? null : { address: feedAddress, callsPerMinute: settings.mockPbxRate },
    log,
  });
}

/** One phone system with an HTTP client of its own. */
function connect(
  settings: Settings,
  url: string,
  { name }: ConnectionName,
  providerOf: (options: {
    readonly url: string;
    readonly outbound: Outbound;
    readonly label: string;
  }) => Provider,
) {
  const outbound = outboundFor(settings, url);
  const provider = providerOf({ url, outbound, label: name });
  return {
    provider,
    address: url,
    close: async (): Promise<void> => {
      await provider.close();
      await outbound.close();
    },
  };
}

/** The operator named the phone system's address, so it may be reached; all others only by `ALLOW_HOSTS`. */
function outboundFor(settings: Settings, address: string): Outbound {
  const { hostname, port, protocol } = new URL(address);
  const named = `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
  return createOutbound({ allow: [...settings.allowHosts, named] });
}

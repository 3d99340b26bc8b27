import { createOutbound, type Outbound } from '@ringside/outbound';
import { asteriskProvider } from '@ringside/providers/asterisk';
import { callApiProvider } from '@ringside/providers/call-api';
import { pbxProvider } from '@ringside/providers/pbx';
import type { Provider } from '@ringside/telephony';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Settings } from '../config/env.js';
import type { PhoneSystemSettings } from '../config/phone-system.js';
import { startMock, type MockProcess } from './mock-process.js';

/** What a connection is stored under. */
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

/** A phone system with an HTTP client of its own. */
interface Opened extends PhoneSystem {
  close(): Promise<void>;
}

const MOCK = 'Mock phone system';

/** What the phone systems of the settings are called: known before they are opened, because the mock is told its webhook address. */
export function phoneSystemNames({ phoneSystem, pbxUrl }: Settings): PhoneSystemNames {
  const pbx =
    pbxUrl === null ? (phoneSystem.kind === 'mock' ? MOCK : null) : `PBX at ${new URL(pbxUrl).host}`;
  return {
    calls: callsName(phoneSystem),
    pbx: pbx === null ? null : { provider: 'pbx', name: pbx },
  };
}

function callsName(system: PhoneSystemSettings): ConnectionName {
  switch (system.kind) {
    case 'mock':
      return { provider: 'call-api', name: MOCK };
    case 'call-api':
      return { provider: 'call-api', name: `Call API at ${new URL(system.url).host}` };
    case 'asterisk':
      return { provider: 'asterisk', name: `Asterisk at ${new URL(system.url).host}` };
  }
}

/**
 * The phone systems of the settings: what campaigns are dialed through, and a PBX that is followed. The bundled mock is both.
 * `feedAddress`: where the mock posts the calls that it makes by itself; null: it makes none.
 */
export async function openPhoneSystems(
  settings: Settings,
  names: PhoneSystemNames,
  feedAddress: string | null,
  log: Logger,
): Promise<PhoneSystems> {
  const calls = await openCalls(settings, names.calls.name, feedAddress, log);
  // Nobody named another PBX: it is the mock, which is on the same port.
  const pbx = names.pbx && openPbx(settings, names.pbx.name, settings.pbxUrl ?? calls.address);
  return {
    calls,
    pbx,
    close: async () => {
      await pbx?.close();
      await calls.close();
    },
  };
}

/** What campaigns are dialed through. A new kind is one more case here. */
async function openCalls(
  settings: Settings,
  label: string,
  feedAddress: string | null,
  log: Logger,
): Promise<Opened> {
  const system = settings.phoneSystem;
  switch (system.kind) {
    case 'mock': {
      const mock = await openMock(settings, feedAddress, log);
      const { url } = mock;
      const opened = connect(settings, url, (outbound) =>
        callApiProvider({ url, outbound, label, control: true }),
      );
      return { ...opened, mock: true, close: () => opened.close().then(() => mock.stop()) };
    }
    case 'call-api': {
      const { url } = system;
      return connect(settings, url, (outbound) => callApiProvider({ url, outbound, label }));
    }
    case 'asterisk':
      return connect(settings, system.url, (outbound) => asteriskProvider({ ...system, outbound, label }));
  }
}

function openPbx(settings: Settings, label: string, url: string): Opened {
  const opened = connect(settings, url, (outbound) => pbxProvider({ url, outbound, label }));
  return { ...opened, mock: settings.pbxUrl === null };
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

function connect(settings: Settings, url: string, providerOf: (outbound: Outbound) => Provider): Opened {
  const outbound = outboundFor(settings, url);
  const provider = providerOf(outbound);
  return {
    provider,
    mock: false,
    address: url,
    close: async () => {
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

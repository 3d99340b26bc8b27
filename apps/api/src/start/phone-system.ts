import { createOutbound, type Outbound } from '@ringside/outbound';
import { callApiProvider } from '@ringside/providers/call-api';
import type { Provider } from '@ringside/telephony';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Settings } from '../config/env.js';
import { startMock } from './mock-process.js';

export interface PhoneSystem {
  readonly provider: Provider;
  readonly mock: boolean;
  /** Where calls are posted to, for people. */
  readonly address: string;
  close(): Promise<void>;
}

/** The phone system of the settings: a call API, or else the bundled mock. A new kind is one more line here. */
export async function openPhoneSystem(settings: Settings, log: Logger): Promise<PhoneSystem> {
  if (settings.callApiUrl !== null) {
    const outbound = outboundFor(settings, settings.callApiUrl);
    const provider = callApiProvider({ url: settings.callApiUrl, outbound });
    return {
      provider,
      mock: false,
      address: settings.callApiUrl,
      close: async () => {
        await provider.close();
        await outbound.close();
      },
    };
  }
  const mock = await startMock({
    port: settings.mockPort,
    speed: settings.mockSpeed,
    // Beside the database, where that is ours; otherwise nothing is written here.
    dataDir: settings.databaseUrl === null ? join(settings.dataDir, 'mock') : null,
    log,
  });
  const outbound = outboundFor(settings, mock.url);
  const provider = callApiProvider({ url: mock.url, outbound, label: 'Mock phone system' });
  return {
    provider,
    mock: true,
    address: mock.url,
    close: async () => {
      await provider.close();
      await outbound.close();
      await mock.stop();
    },
  };
}

/** The operator named the phone system's address, so it may be reached; all others only by `ALLOW_HOSTS`. */
function outboundFor(settings: Settings, address: string): Outbound {
  const { hostname, port, protocol } = new URL(address);
  const named = `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
  return createOutbound({ allow: [...settings.allowHosts, named] });
}

import { createOutbound } from '@ringside/outbound';
import { describeProvider } from '@ringside/telephony/conformance';
import { ASTERISK_CAPABILITIES } from './asterisk.options.js';
import { asteriskProvider } from './asterisk.provider.js';
import { FAKE_USER, startFakeAri } from './testing/fake-ari.js';

/** Both ways of speaking: 16 is asked by HTTP, 22 over the WebSocket of its events. */
for (const version of ['16.28.0~dfsg-0+deb11u4', '22.10.1+dfsg+~cs6.17.60671434-1']) {
  describeProvider(`asterisk ${version.slice(0, 7)}`, {
    capabilities: ASTERISK_CAPABILITIES,
    webhooks: null,
    plainHttp: false,
    media: { short: 'sound:short', long: 'sound:long', missing: 'sound:missing' },
    start: async () => {
      const system = await startFakeAri({ version });
      const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
      const provider = asteriskProvider(
        { ...FAKE_USER, url: system.url, endpoint: 'Local/{number}@carrier', outbound },
        // Nobody opens a broken stream again.
        { findOutWithinMs: 100 },
      );
      return { provider, system, release: () => outbound.close() };
    },
  });
}

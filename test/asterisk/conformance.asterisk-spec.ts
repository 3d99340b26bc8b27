import { afterAll, beforeAll, jest } from '@jest/globals';
import { ASTERISK_CAPABILITIES } from '@ringside/providers/asterisk';
import { describeProvider } from '@ringside/telephony/conformance';
import { ENGINES, providerFor } from './engines.ts';
import { driveFarEnds, type FarEnds } from './lab/far-ends.ts';
import { startAsterisk, type Asterisk } from './lab/start.ts';
import { BY_HAND, RealSystem } from './real-system.ts';

jest.setTimeout(20_000);

/** The provider conformance suite with real engines: what the far ends do is real, and what is asked of the phone system is its own view. */
const running = new Map<string, { engine: Asterisk; farEnds: FarEnds }>();
beforeAll(async () => {
  for (const [, suite] of ENGINES) {
    const engine = await startAsterisk({ suite });
    running.set(suite, { engine, farEnds: await driveFarEnds(engine) });
    process.stderr.write(`Debian ${suite}: Asterisk ${engine.version}\n`);
  }
});
afterAll(async () => {
  for (const { engine, farEnds } of running.values()) {
    farEnds.close();
    await engine.stop();
  }
});

for (const [name, suite] of ENGINES) {
  describeProvider(`asterisk on ${name}`, {
    capabilities: ASTERISK_CAPABILITIES,
    webhooks: null,
    plainHttp: false,
    patienceMs: 5000,
    media: {
      short: 'sound:tone-1200',
      long: 'sound:tone-1200-long',
      missing: 'sound:there-is-no-such-sound',
    },
    async start() {
      const found = running.get(suite);
      if (found === undefined) throw new Error(`${name} did not start`);
      const system = await RealSystem.over(found.engine, found.farEnds);
      const { provider, outbound } = providerFor({ url: system.url, endpoint: BY_HAND });
      system.provider = provider;
      return { provider, system, release: () => outbound.close() };
    },
  });
}

import type { MachineDetection } from '@ringside/contracts';
import type { Call, NewFact } from '@ringside/engine';
import { postgresStore, type PostgresStore } from '@ringside/store';
import { testDatabase } from '@ringside/store/testing';
import { v7 as uuidv7 } from 'uuid';
import { DialerHost } from '../../dialer.host.js';
import { resolveDialerOptions } from '../../dialer.options.js';
import { DialerService } from '../../dialer.service.js';
import { LegService } from '../../leg.service.js';
import type { FakeSystem } from './fake-system.js';

/** The dialer as it runs in a service, on a real database, with a phone system that does what the test says. */
export interface World {
  readonly store: PostgresStore;
  readonly accountId: string;
  readonly connectionId: string;
  readonly service: DialerService;
  readonly legs: LegService;
  readonly facts: NewFact[];
  readonly warnings: string[];
  readonly fatal: Error[];
  pass(ms: number): void;
  /** A campaign that calls these numbers, started. */
  dial(phones: readonly string[], lines: number, machineDetection?: MachineDetection): Promise<string>;
  /** Calls of a campaign as stored, by number. */
  calls(campaignId: string): Promise<Readonly<Record<string, Call>>>;
  /** Ends the host, and starts another on the same database. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export async function openWorld(system: FakeSystem): Promise<World> {
  const { databaseUrl, drop } = await testDatabase();
  let offset = 0;
  const store = postgresStore({ databaseUrl });
  await store.start();
  const { accountId, connection } = await store.directory.setUp({
    apiKey: 'key',
    apiAuth: 'auth',
    connection: { provider: 'fake', name: 'Fake' },
  });
  const { id: connectionId, secret } = connection;
  const facts: NewFact[] = [];
  const warnings: string[] = [];
  const fatal: Error[] = [];
  const launch = async () => {
    const host = new DialerHost(
      resolveDialerOptions({
        store: { dialer: store.dialer, for: (account) => store.for(account) },
        connections: [{ id: connectionId, accountId, provider: system.provider, secret }],
        publicUrl: 'http://ringside.test',
        restartGraceMs: 0,
        now: () => Date.now() + offset,
        onFatal: (error) => fatal.push(error),
        log: {
          info: () => undefined,
          warn: (_fields, message) => warnings.push(message),
          error: () => undefined,
        },
      }),
    );
    host.commits.subscribe((committed) => facts.push(...committed.facts));
    await host.open();
    return { host, service: new DialerService(host), legs: new LegService(host) };
  };
  let running = await launch();
  return {
    store,
    accountId,
    connectionId,
    facts,
    warnings,
    fatal,
    get service() {
      return running.service;
    },
    get legs() {
      return running.legs;
    },
    pass: (ms) => (offset += ms),
    async dial(phones, lines, machineDetection = 'off') {
      const id = uuidv7();
      const times = { ringTimeoutMs: 60_000, maxDurationMs: 3_600_000, replyTimeoutMs: 10_000 };
      const rest = { machineDetection, from: null, callStateUrl: null };
      await store.for(accountId).createCampaign(
        { id, connectionId, name: 'Spring', dialerType: 'Fixed', lines, ...times, ...rest },
        phones.map((phone) => ({ id: uuidv7(), phone, fields: {} })),
      );
      await running.service.start(accountId, id);
      return id;
    },
    async calls(campaignId) {
      const page = await store.for(accountId).calls(campaignId, { limit: 100 });
      return Object.fromEntries((page?.rows ?? []).map((call) => [call.phone, call]));
    },
    async restart() {
      await running.host.close();
      running = await launch();
    },
    async end() {
      await running.host.close();
      await store.stop();
      await drop();
    },
  };
}

import { StartupError, postgresStore, type PostgresStore } from '@ringside/store';
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp, type RunningApp } from '../app.js';
import type { Settings } from '../config/env.js';
import { openDoor, type Door } from '../http/door.js';
import type { ApiStore } from './api-store.js';
import { openPhoneSystem, type PhoneSystem } from './phone-system.js';
import { createSampleCampaign } from './sample-campaign.js';

export interface Started {
  readonly app: RunningApp;
  readonly store: PostgresStore;
  /** One-time link to the console. */
  readonly link: string;
  /** The generated key, at the first start only. */
  readonly newKey: { readonly apiKey: string; readonly apiAuth: string } | null;
  readonly phoneSystem: { readonly mock: boolean; readonly label: string; readonly address: string };
  /** Ends everything in order, the database last. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly log: Logger;
  readonly progress: (line: string) => void;
  readonly onFatal: (error: Error) => void;
}

const UNDO_MS = 5000;

/**
 * Starts the service: port, database, account, phone system, application. Rejects with a `StartupError` of
 * one line when it cannot; what was started by then is stopped.
 */
export async function start(settings: Settings, options: StartOptions): Promise<Started> {
  const undo: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: unknown) => {
        options.log.error({ err: error }, 'a part did not end cleanly');
      });
  };
  try {
    const door = await openPort(settings);
    undo.push(() => door.close(0));
    options.progress(
      settings.databaseUrl === null ? 'Starting the database ...' : 'Connecting to the database ...',
    );
    const store = postgresStore({
      ...(settings.databaseUrl === null
        ? { dataDir: settings.dataDir }
        : { databaseUrl: settings.databaseUrl }),
      log: options.progress,
    });
    undo.push(() => store.stop());
    await store.start();
    // Before anything is written: what is set up below belongs to the process that dials.
    await store.dialer.open();
    const phoneSystem = await openPhoneSystem(settings, options.log);
    undo.push(() => phoneSystem.close());
    const account = await setUpAccount(settings, store, phoneSystem);
    const app = await createApp(settings, {
      door,
      store,
      connection: { ...account.connection, provider: phoneSystem.provider, mock: phoneSystem.mock },
      log: options.log,
      onFatal: options.onFatal,
    });
    undo.push(() => app.close());
    const token = app.authenticator.createStartLink(account.accountId);
    return {
      app,
      store,
      link: `${settings.publicUrl ?? app.url}/sign-in?token=${token}`,
      newKey: account.newKey,
      phoneSystem: {
        mock: phoneSystem.mock,
        label: phoneSystem.provider.label,
        address: phoneSystem.address,
      },
      stop: stopAll,
    };
  } catch (error) {
    // Whatever hangs, the reason is told.
    await Promise.race([stopAll(), setTimeout(UNDO_MS, undefined, { ref: false })]);
    throw error;
  }
}

async function openPort({ host, port }: Settings): Promise<Door> {
  try {
    return await openDoor(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${port} is taken: Ringside may be running already; else set PORT to another one.`,
      EACCES: `Port ${port} is not allowed for this user: set PORT to one above 1023.`,
      EADDRNOTAVAIL: `This machine has no address ${host}: set HOST to one it has.`,
      ENOTFOUND: `HOST ${host} is not known here.`,
    };
    throw new StartupError(reasons[code] ?? `Cannot listen on ${host}:${port}: ${code}.`);
  }
}

interface Account {
  readonly accountId: string;
  readonly connection: { readonly id: string; readonly accountId: string; readonly secret: Uint8Array };
  readonly newKey: Started['newKey'];
}

/** The account and its key; at the first start they are made, with something to call. */
async function setUpAccount(
  settings: Settings,
  store: ApiStore,
  { provider }: PhoneSystem,
): Promise<Account> {
  const key = settings.credentials ?? {
    apiKey: `rs_${randomBytes(9).toString('base64url')}`,
    apiAuth: randomBytes(24).toString('base64url'),
  };
  const { accountId, connection, created } = await store.directory.setUp({
    ...key,
    connection: { provider: provider.kind, name: provider.label },
  });
  if (created) {
    await store.for(accountId).setBrakes({
      maxLines: settings.maxLines,
      maxCallsPerSecond: settings.maxCallsPerSecond,
      maxCallsPerDay: settings.maxCallsPerDay,
    });
    await createSampleCampaign(store, accountId, connection.id);
  } else if (settings.credentials !== null) {
    await store.directory.setKey(accountId, key.apiKey, key.apiAuth);
  }
  return { accountId, connection, newKey: created && settings.credentials === null ? key : null };
}

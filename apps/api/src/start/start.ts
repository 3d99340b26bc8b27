import { feedUrl, webhookTokens, type FeedTimes, type MessageSchedule } from '@ringside/dialer';
import { StartupError, postgresStore, type ConnectionRow, type PostgresStore } from '@ringside/store';
import { StreamError } from '@ringside/telephony';
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp, type RunningApp } from '../app.js';
import type { Settings } from '../config/env.js';
import { openDoor, type Door } from '../http/door.js';
import { signInUrl } from '../session/sign-in-url.js';
import type { ApiStore } from './api-store.js';
import {
  openPhoneSystems,
  phoneSystemNames,
  type PhoneSystem,
  type PhoneSystemNames,
} from './phone-system.js';
import { createSampleCampaign } from './sample-campaign.js';
import { applySettingsKey } from './settings-key.js';

export interface Started {
  readonly app: RunningApp;
  readonly store: PostgresStore;
  /** One-time link to the console. */
  readonly link: string;
  /** The generated key, at the first start only. */
  readonly newKey: { readonly apiKey: string; readonly apiAuth: string } | null;
  readonly phoneSystem: PhoneSystemTold;
  /** The PBX whose calls are followed, and the whole address to set in it; null: none is. */
  readonly pbx: (PhoneSystemTold & { readonly webhookUrl: string }) | null;
  /** Ends everything in order, the database last. */
  stop(): Promise<void>;
}

/** A phone system, for people. */
export interface PhoneSystemTold {
  readonly mock: boolean;
  readonly label: string;
  readonly address: string;
}

export interface StartOptions {
  readonly log: Logger;
  readonly progress: (line: string) => void;
  readonly onFatal: (error: Error) => void;
  /** Times of feeds that are no settings. */
  readonly feedTimes?: Partial<Pick<FeedTimes, 'syncRetryMs'>>;
  /** When messages to developers' servers are tried again. */
  readonly messageSchedule?: MessageSchedule;
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
      messageDays: settings.messageDays,
    });
    undo.push(() => store.stop());
    await store.start();
    // Before anything is written: what is set up below belongs to the process that dials.
    await store.dialer.open();
    const names = phoneSystemNames(settings);
    const account = await setUpAccount(settings, store, names, options.progress);
    const { pbx } = account;
    // The mock is on this machine, wherever the outside reaches us.
    const mockFeed = pbx !== null && settings.pbxUrl === null ? feedAddress(door.url, pbx) : null;
    const phoneSystems = await openPhoneSystems(settings, names, mockFeed, options.log);
    undo.push(() => phoneSystems.close());
    const app = await createApp(settings, {
      door,
      store,
      connection: { ...account.calls, provider: phoneSystems.calls.provider, mock: phoneSystems.calls.mock },
      feed: pbx &&
        phoneSystems.pbx && { ...pbx, provider: phoneSystems.pbx.provider, mock: phoneSystems.pbx.mock },
      ...(options.feedTimes === undefined ? {} : { feedTimes: options.feedTimes }),
      ...(options.messageSchedule === undefined ? {} : { messageSchedule: options.messageSchedule }),
      log: options.log,
      onFatal: (error) => options.onFatal(named(error, names.calls.name)),
    });
    undo.push(() => app.close());
    const token = app.authenticator.createStartLink(account.accountId);
    return {
      app,
      store,
      link: signInUrl(app.publicUrl, token),
      newKey: account.newKey,
      phoneSystem: told(phoneSystems.calls),
      pbx: pbx &&
        phoneSystems.pbx && { ...told(phoneSystems.pbx), webhookUrl: feedAddress(app.publicUrl, pbx) },
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

/** What a phone system says when it cannot go on, with its name before it. */
function named(error: Error, name: string): Error {
  return error instanceof StreamError ? new StreamError(error.code, `${name}: ${error.message}`) : error;
}

function told({ mock, address, provider }: PhoneSystem): PhoneSystemTold {
  return { mock, address, label: provider.label };
}

function feedAddress(url: string, { provider, id, secret }: ConnectionRow): string {
  return feedUrl(url, provider, id, webhookTokens(secret));
}

interface Account {
  readonly accountId: string;
  readonly calls: ConnectionRow;
  readonly pbx: ConnectionRow | null;
  readonly newKey: Started['newKey'];
}

/** The account, its key and its connections; at the first start they are made, with something to call. */
async function setUpAccount(
  settings: Settings,
  store: ApiStore,
  names: PhoneSystemNames,
  tell: (line: string) => void,
): Promise<Account> {
  const key = settings.credentials ?? {
    apiKey: `rs_${randomBytes(9).toString('base64url')}`,
    apiAuth: randomBytes(24).toString('base64url'),
  };
  const { directory } = store;
  const { accountId, connection, created } = await directory.setUp({ ...key, connection: names.calls });
  if (created) {
    await store.for(accountId).setBrakes({
      maxLines: settings.maxLines,
      maxCallsPerSecond: settings.maxCallsPerSecond,
      maxCallsPerDay: settings.maxCallsPerDay,
    });
    await createSampleCampaign(store, accountId, connection.id);
  } else if (settings.credentials !== null) {
    if (!(await applySettingsKey(store, accountId, key))) {
      tell(
        `API_KEY ${key.apiKey} was revoked and stays so: it signs nobody in. Set another API_KEY, or none.`,
      );
    }
  }
  return {
    accountId,
    calls: connection,
    pbx: names.pbx && (await directory.ensureConnection(accountId, names.pbx.provider, names.pbx.name)),
    newKey: created && settings.credentials === null ? key : null,
  };
}

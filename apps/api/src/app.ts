import type { PhoneSystemsSnapshot } from '@ringside/contracts';
import { ModulesContainer, NestFactory, Reflector } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type Connection,
  DialerHost,
  DialerService,
  type FeedTimes,
  type MessageSchedule,
  steadyClock,
} from '@ringside/dialer';
import { createOutbound } from '@ringside/outbound';
import type { Logger } from 'pino';
import 'reflect-metadata';
import { type Observable, defer, merge, of } from 'rxjs';
import { AppModule } from './app.module.js';
import { CommandLog } from './commands/command-log.js';
import type { Composition } from './composition.js';
import type { Settings } from './config/env.js';
import { consoleDir, loadConsole } from './console/console-files.js';
import { registerConsole } from './console/console-routes.js';
import type { Door } from './http/door.js';
import { createHttpAdapter } from './http/http-adapter.js';
import { ProblemFilter } from './http/problem.filter.js';
import { rateLimitKey } from './http/rate-limit-key.js';
import { RateLimit, RateLimitGuard } from './http/rate-limit.js';
import { RouteTable } from './http/route-table.js';
import { validationPipe } from './http/validation.pipe.js';
import { nestLogger } from './log/log.js';
import { Metrics } from './metrics/metrics.js';
import { ApiOperations } from './openapi/api-operations.js';
import { Explorer } from './openapi/explorer.js';
import { AuthGuard } from './session/auth.guard.js';
import { Authenticator } from './session/authenticator.js';
import { Origins } from './session/origins.js';
import { realtimeOptions } from './session/realtime-access.js';
import { routeAccess } from './session/route-access.js';
import type { ApiStore } from './start/api-store.js';

/** What is started before the application and outlives it. */
export interface Parts {
  readonly door: Door;
  /** Started and migrated. */
  readonly store: ApiStore;
  /** The phone system that campaigns are dialed through; its provider is closed by whoever made it. */
  readonly connection: Connection;
  /** The phone system whose own calls are followed; null: nobody's are. */
  readonly feed: Connection | null;
  /** Times of feeds that are no settings. */
  readonly feedTimes?: Partial<FeedTimes>;
  /** When messages to developers' servers are tried again, if not as usual. */
  readonly messageSchedule?: MessageSchedule;
  readonly log: Logger;
  /** Folder of the built console; left out: where it is built to. */
  readonly consoleDir?: string | null;
  /** The process must not go on. */
  readonly onFatal: (error: Error) => void;
  readonly now?: () => number;
}

export interface RunningApp {
  /** Where the service is on this machine, without a slash at the end. */
  readonly url: string;
  readonly publicUrl: string;
  readonly authenticator: Authenticator;
  readonly nest: NestFastifyApplication;
  /** How the phone systems stand: now, and whenever that changes. */
  readonly phoneSystems: Observable<PhoneSystemsSnapshot>;
  /** Takes no more requests, finishes commits, leaves running calls to be picked up. The store stays open. */
  close(): Promise<void>;
}

/** How long running requests may take once the service ends. */
const CLOSE_GRACE_MS = 3000;

/** Puts the service together and starts it; the dialer goes on with what was under way. */
export async function createApp(settings: Settings, parts: Parts): Promise<RunningApp> {
  const { door, log, now = steadyClock() } = parts;
  const publicUrl = settings.publicUrl ?? door.url;
  const secure = publicUrl.startsWith('https:');
  const metrics = new Metrics(now);
  const dir = parts.consoleDir === undefined ? consoleDir() : parts.consoleDir;
  let dialing = false;

  const { provider } = parts.connection;
  const outbound = createOutbound({ allow: settings.allowHosts });
  const composition: Composition = {
    store: parts.store,
    accountId: parts.connection.accountId,
    authenticator: new Authenticator(parts.store.directory, now),
    origins: new Origins({
      publicUrl,
      host: settings.host,
      port: door.port,
      others: settings.corsOrigins,
    }),
    commands: new CommandLog((accountId) => parts.store.for(accountId)),
    log,
    metrics,
    publicUrl,
    secure,
    phoneSystem: {
      provider: provider.kind,
      label: provider.label,
      mock: parts.connection.mock === true,
      can_hang_up: provider.capabilities.hangUp,
      can_detect_machines: provider.capabilities.detectMachine,
    },
    connectionId: parts.connection.id,
    minPhoneDigits: settings.minPhoneDigits,
    outbound,
    console: dir === null ? null : await loadConsole(dir),
    dialing: () => dialing,
    now,
  };

  const explorer = new Explorer(publicUrl);
  const http = createHttpAdapter(door, {
    log,
    secure,
    closing: () => !dialing,
    origins: composition.origins,
    page: (url, json) => explorer.page(url, json),
  });
  const routes = new RouteTable(http.fastify);
  const dialer = {
    store: {
      dialer: metrics.ofStore(parts.store.dialer),
      feed: metrics.ofFeedStore(parts.store.feed),
      outgoing: metrics.ofOutgoingStore(parts.store.outgoing),
      for: (accountId: string) => parts.store.for(accountId),
    },
    sender: outbound,
    ...(parts.messageSchedule === undefined ? {} : { messageSchedule: parts.messageSchedule }),
    connections: [
      { ...parts.connection, provider: metrics.ofProvider(provider) },
      ...(parts.feed === null ? [] : [parts.feed]),
    ],
    feed: {
      syncEveryMs: settings.pbxSyncEveryMs,
      ringDeadlineMs: settings.pbxRingDeadlineMs,
      talkDeadlineMs: settings.pbxTalkDeadlineMs,
      ...parts.feedTimes,
    },
    publicUrl,
    restartGraceMs: settings.restartGraceMs,
    onFatal: parts.onFatal,
    log,
    now,
  };
  const module = AppModule.of(composition, dialer, realtimeOptions(composition));
  const nest = await NestFactory.create<NestFastifyApplication>(module, http.adapter, {
    logger: nestLogger(log),
    bodyParser: false,
    abortOnError: false,
  });
  routeAccess(nest.get(ModulesContainer), nest.get(Reflector));
  nest.useWebSocketAdapter(new SocketAdapter(nest, composition.origins.others));
  nest.useGlobalGuards(
    new AuthGuard(nest.get(Reflector), composition.authenticator, composition.origins),
    ...(settings.rateLimit === null
      ? []
      : [new RateLimitGuard(new RateLimit(settings.rateLimit, now), rateLimitKey)]),
  );
  nest.useGlobalPipes(validationPipe());
  nest.useGlobalFilters(new ProblemFilter(log, routes));
  registerConsole(http.fastify, composition.console);

  dialing = true;
  await nest.init();
  explorer.operations = nest.get(ApiOperations).all();
  await http.open();
  const host = nest.get(DialerHost);
  metrics.backlog = () => parts.store.outgoing.backlog();
  const phoneSystems = nest.get(DialerService);
  metrics.linesInUse = () => host.campaigns.linesInUse(parts.connection.accountId);
  metrics.connected = () => {
    const { phone_systems } = phoneSystems.phoneSystems(parts.connection.accountId);
    const state = phone_systems.find(({ dials }) => dials)?.state;
    if (state === 'connected') return true;
    return state === 'connecting' || state === 'disconnected' ? false : null;
  };
  return {
    url: door.url,
    publicUrl,
    authenticator: composition.authenticator,
    phoneSystems: merge(
      defer(() => of(phoneSystems.phoneSystems(parts.connection.accountId))),
      phoneSystems.phoneSystemChanges(parts.connection.accountId),
    ),
    nest,
    async close() {
      dialing = false;
      await Promise.all([door.close(CLOSE_GRACE_MS), nest.close()]);
      await outbound.close();
      metrics.close();
    },
  };
}

/** Socket.IO on the same server; its client library comes with the console. */
class SocketAdapter extends IoAdapter {
  constructor(
    nest: NestFastifyApplication,
    private readonly otherOrigins: readonly string[],
  ) {
    super(nest);
  }

  override createIOServer(
    ...[port, options]: SocketServerArguments
  ): ReturnType<IoAdapter['createIOServer']> {
    return super.createIOServer(port, {
      ...(options as object),
      serveClient: false,
      // Long polling is plain requests; who may connect at all is the gateway's to say.
      ...(this.otherOrigins.length === 0
        ? {}
        : { cors: { origin: this.otherOrigins.includes('*') ? '*' : [...this.otherOrigins] } }),
    } as SocketServerArguments[1]);
  }
}
type SocketServerArguments = Parameters<IoAdapter['createIOServer']>;

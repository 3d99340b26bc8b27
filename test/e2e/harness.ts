import { testDatabase, type TestDatabase } from '@ringside/store/testing';
import { ApiOperations } from '../../apps/api/src/openapi/api-operations.js';
import { openApiDocument } from '../../apps/api/src/openapi/openapi.js';
import { AnswerCheck, type ApiDocument } from '../contract/api-document.js';
import { createLog } from '../../apps/api/src/log/log.js';
import { readSettings } from '../../apps/api/src/config/env.js';
import { start, type StartOptions, type Started } from '../../apps/api/src/start/start.js';
import { startPbxMock, type PbxMock, type PbxMockOptions } from '../../apps/pbx-mock/src/index.js';
import { PATIENCE_MS } from './patience.js';

export const CREDENTIALS = { apiKey: 'e2e-key', apiAuth: 'e2e-secret' } as const;
export const KEY_HEADERS = { 'x-api-key': CREDENTIALS.apiKey, 'x-api-auth': CREDENTIALS.apiAuth } as const;

/** A running service, as its users see it: over HTTP, with a phone system of its own and an empty database. */
export interface Api {
  readonly url: string;
  readonly credentials: typeof CREDENTIALS;
  /** The phone system's own view of what was dialed. */
  readonly mock: PbxMock;
  readonly started: Started;
  readonly databaseUrl: string;
  /** A request with the API key, unless `headers` has another way to sign in. */
  request(path: string, init?: RequestInit & { readonly anonymous?: boolean }): Promise<Response>;
  /** The JSON of a request that must succeed. */
  get<T>(path: string): Promise<T>;
  /** Posts JSON; `key` is the Idempotency-Key. */
  post(path: string, body?: unknown, key?: string): Promise<Response>;
  /** Ends the service and starts it again on the same database and phone system, with other settings if given. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

export interface ApiOptions {
  /** Settings as they stand in the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly mock?: PbxMockOptions;
  /** The mock's own calls are followed: it is told the webhook address at every start, and synced by hand. */
  readonly followsMock?: boolean;
  readonly feedTimes?: StartOptions['feedTimes'];
  /** When messages to developers' servers are tried again. */
  readonly messageSchedule?: StartOptions['messageSchedule'];
  /** Gets what is told to whoever starts it. */
  readonly said?: (line: string) => void;
  /** Gets every line of the log, at its finest; left out: there is none. */
  readonly log?: (line: string) => void;
}

/** Starts the service in this process, composed as `main.ts` composes it. */
export async function startApi(options: ApiOptions = {}): Promise<Api> {
  const database: TestDatabase = await testDatabase();
  const mock = await startPbxMock({ port: 0, ...options.mock });
  const { followsMock = false, feedTimes = {}, messageSchedule } = options;
  const launch = async (env: Readonly<Record<string, string>> = {}): Promise<Started> => {
    const service = await startService(
      {
        DATABASE_URL: database.databaseUrl,
        CALL_API_URL: mock.url,
        ...(followsMock ? { PBX_URL: mock.url } : {}),
        PBX_SYNC_EVERY: '0',
        ...options.env,
        ...env,
      },
      {
        feedTimes,
        ...(messageSchedule === undefined ? {} : { messageSchedule }),
        progress: options.said ?? (() => undefined),
      },
      options.log,
    );
    if (followsMock) mock.setWebhookUrl(service.pbx?.webhookUrl ?? null);
    return service;
  };
  let started = await launch().catch(async (error: unknown) => {
    await mock.close();
    await database.drop();
    throw error;
  });

  const api: Api = {
    get url() {
      return started.app.url;
    },
    get started() {
      return started;
    },
    credentials: CREDENTIALS,
    mock,
    databaseUrl: database.databaseUrl,
    async request(path, { anonymous = false, headers, ...init } = {}) {
      const given = new Headers(headers);
      if (!anonymous) for (const [name, value] of Object.entries(KEY_HEADERS)) given.set(name, value);
      const url = new URL(path, started.app.url);
      const response = await fetch(url, { redirect: 'manual', ...init, headers: given });
      // Every answer that a test sees fits the document that tells how answers look.
      const problem = await checkOf(started).problem(init.method ?? 'GET', url.pathname, response);
      if (problem !== null) throw new Error(problem);
      return response;
    },
    async get<T>(path: string) {
      const response = await api.request(path);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    post(path, body, key) {
      return api.request(path, {
        method: 'POST',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    async restart(env) {
      await started.stop();
      started = await launch(env);
    },
    async stop() {
      await started.stop();
      await mock.close();
      await database.drop();
    },
  };
  return api;
}

let check: AnswerCheck | null = null;

function checkOf({ app }: Started): AnswerCheck {
  const operations = app.nest.get(ApiOperations).all();
  check ??= new AnswerCheck(openApiDocument(operations, app.publicUrl) as unknown as ApiDocument);
  return check;
}

async function startService(
  env: Readonly<Record<string, string>>,
  given: Pick<StartOptions, 'feedTimes' | 'messageSchedule' | 'progress'>,
  write?: (line: string) => void,
): Promise<Started> {
  const reading = readSettings(
    {
      PORT: '0',
      API_KEY: CREDENTIALS.apiKey,
      API_AUTH: CREDENTIALS.apiAuth,
      RESTART_GRACE: '1',
      LOG_LEVEL: 'silent',
      ...env,
    },
    { cwd: import.meta.dirname, terminal: false },
  );
  if (!reading.ok) throw new Error(reading.problems.join('; '));
  const { settings } = reading;
  return start(settings, {
    log:
      write === undefined
        ? createLog({ level: settings.logLevel, format: settings.logFormat })
        : createLog({ level: 'trace', format: 'json' }, { write }),
    ...given,
    onFatal: (error) => {
      throw error;
    },
  });
}

/** Asks until the answer is as wanted, or throws with the last one. */
export async function until<T>(
  ask: () => Promise<T> | T,
  wanted: (answer: T) => boolean,
  withinMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`not in ${withinMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

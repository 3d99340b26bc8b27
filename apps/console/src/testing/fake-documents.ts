import { RingsideError, type Listing } from '@ringside/client';
import {
  ROLE_PERMISSIONS,
  type ApiKeyResource,
  type InvitationResource,
  type NewApiKeyResource,
  type Page,
  type Resource,
  type Role,
  type SessionResource,
  type SimulatedPolicy,
  type SimulatedResult,
  type SimulationBasis,
  type SimulationResource,
  type UserResource,
  type WebhookMessageDocument,
  type WebhookMessageResource,
} from '@ringside/contracts';
import type { Documents } from '../core/documents.js';

const AT = '2026-03-01T10:00:00.000Z';
const NO_LINKS = { uri: '', actions: {}, resources: {} };

export function user(name: string, changes: Partial<UserResource> = {}): UserResource {
  const id = name.toLowerCase().replaceAll(' ', '-');
  return {
    ...NO_LINKS,
    id,
    name,
    email: `${id}@example.com`,
    role: 'supervisor',
    state: 'active',
    sessions: 1,
    last_seen_at: AT,
    created_at: AT,
    ...changes,
  };
}

export function apiKey(name: string, changes: Partial<ApiKeyResource> = {}): ApiKeyResource {
  return {
    ...NO_LINKS,
    id: name.toLowerCase().replaceAll(' ', '-'),
    name,
    api_key: 'rk_abcdefghijklmnop',
    permissions: ['read', 'dial'],
    created_at: AT,
    last_used_at: null,
    previous_secret_until: null,
    revoked_at: null,
    ...changes,
  };
}

/** A message to a developer's server; `n` is its place in time. */
export function message(n: number, changes: Partial<WebhookMessageResource> = {}): WebhookMessageResource {
  return {
    ...NO_LINKS,
    id: `message-${n}`,
    name: 'call.ringing',
    campaign_id: '0198f000-0000-7000-8000-000000000001',
    call_id: '0198f000-0000-7000-8000-0000000000c1',
    sequence: n,
    url: 'https://example.com/calls',
    state: 'delivered',
    tries: 1,
    next_try_at: null,
    last_status: 204,
    last_error: null,
    created_at: new Date(Date.parse(AT) + n * 1000).toISOString(),
    delivered_at: new Date(Date.parse(AT) + n * 1000 + 80).toISOString(),
    ...changes,
  };
}

/** The same with what is posted. */
export function posted(one: WebhookMessageResource): WebhookMessageDocument {
  const data = { call_id: one.call_id, campaign_id: one.campaign_id, sequence: one.sequence };
  return { ...one, body: JSON.stringify({ type: one.name, timestamp: one.created_at, data }) };
}

/** What a policy came to on an hour of two callers. */
export function simulated(policy: SimulatedPolicy, busy: number, abandoned: number): SimulatedResult {
  const around = (mean: number): SimulatedResult['busy_share'] => ({
    mean,
    low: mean * 0.98,
    high: mean * 1.02,
  });
  const minutes = <T>(value: T): T[] => Array.from({ length: 60 }, () => value);
  return {
    policy,
    busy_share: around(busy),
    talk_minutes_per_hour: around(busy * 53.4),
    abandon_rate: around(abandoned),
    worst_day: abandoned * 1.1,
    dials_per_caller_hour: around(80),
    idle_seconds: { mean: 12.3, p90: 30 },
    lines: { mean: 4.2, peak: 9 },
    series: {
      busy_share: minutes(busy),
      lines: minutes(4),
      abandon_rate: [null, ...minutes(abandoned).slice(1)],
      affordable: minutes(1.5),
    },
  };
}

export function simulation(n: number, changes: Partial<SimulationResource> = {}): SimulationResource {
  return {
    ...NO_LINKS,
    id: `simulation-${n}`,
    name: `${n} callers, 25 % answered`,
    state: 'completed',
    progress: 1,
    settings: {
      callers: n,
      answer_rate: 0.25,
      talk_seconds: 120,
      wrap_seconds: 15,
      answer_seconds: 12,
      ring_timeout: 26,
      hours: 1,
      days: 5,
      jurisdiction: 'US',
      policies: ['predictive', 'power'],
      calls_per_second: null,
      max_lines: null,
    },
    results: [simulated('predictive', 0.9, 0.027), simulated('power', 0.64, 0)],
    limit: { busy_share: 0.885, abandon_rate: 0.03 },
    created_at: AT,
    ended_at: AT,
    error: null,
    ...changes,
  };
}

/** Somebody of this role, signed in with a password. */
export function signedIn(role: Role, changes: Partial<SessionResource> = {}): SessionResource {
  return {
    ...NO_LINKS,
    name: 'Ada Lovelace',
    account_id: 'a',
    kind: 'user',
    user_id: 'ada-lovelace',
    email: 'ada@example.com',
    role,
    permissions: ROLE_PERMISSIONS[role],
    ...changes,
  };
}

/** People, keys and the session as a spec plays them: what is asked for is written down. */
export class FakeDocuments implements Documents {
  readonly asked: unknown[][] = [];
  people: UserResource[] = [];
  keys: ApiKeyResource[] = [];
  messages: WebhookMessageResource[] = [];
  /** Newest first. */
  reckoned: SimulationResource[] = [];
  past: SimulationBasis = {
    ...NO_LINKS,
    name: 'Past calls',
    calls: 0,
    from: null,
    to: null,
    answer_rate: null,
    answer_seconds: null,
    talk_seconds: null,
  };
  who: SessionResource | null = null;
  /** Code of the failure that the next request meets. */
  failing: RingsideError['code'] | null = null;

  readonly users: Documents['users'] = {
    all: () => listingOf(() => this.#answer(this.people)),
    get: (id) => this.#answer(this.#person(id)),
    invite: (person) => this.#act(['invite', person], () => this.#invitation(person.name)),
    inviteAgain: (id) => this.#act(['inviteAgain', id], () => this.#invitation(id)),
    change: (id, changes) =>
      this.#act(['change', id, changes], () => {
        const changed = { ...this.#person(id), ...changes };
        this.people = this.people.map((each) => (each.id === id ? changed : each));
        return changed;
      }),
    delete: (id) =>
      this.#act(['delete', id], () => {
        this.people = this.people.filter((each) => each.id !== id);
      }),
    signOut: (id) => this.#act(['signOut', id], () => undefined),
  };

  readonly apiKeys: Documents['apiKeys'] = {
    all: () => listingOf(() => this.#answer(this.keys)),
    get: (id) => this.#answer(this.#key(id)),
    create: (key) => this.#act(['create', key], () => this.#secret(apiKey(key.name, key))),
    rename: (id, name) =>
      this.#act(['rename', id, name], () => {
        const renamed = { ...this.#key(id), name };
        this.keys = this.keys.map((each) => (each.id === id ? renamed : each));
        return renamed;
      }),
    rotate: (id, overlap) => this.#act(['rotate', id, overlap], () => this.#secret(this.#key(id))),
    revoke: (id) =>
      this.#act(['revoke', id], () => {
        this.keys = this.keys.map((each) => (each.id === id ? { ...each, revoked_at: AT } : each));
      }),
  };

  readonly webhookMessages: Documents['webhookMessages'] = {
    all: (filter, options) =>
      listingOf(() => {
        this.asked.push(['messages', filter, options?.limit]);
        const fits = this.messages.filter(({ state }) => !filter?.state || state === filter.state);
        return this.#answer(fits);
      }, options?.limit),
    get: (id) => this.#answer(posted(this.#message(id))),
    replay: (id) =>
      this.#act(['replay', id], () => {
        const sent: WebhookMessageResource = { ...this.#message(id), state: 'waiting', tries: 0 };
        this.messages = this.messages.map((each) => (each.id === id ? sent : each));
        return posted(sent);
      }),
  };

  readonly simulations: Documents['simulations'] = {
    all: () => listingOf(() => this.#answer(this.reckoned)),
    get: (id) =>
      this.#answer(undefined).then(() => {
        const found = this.reckoned.find((each) => each.id === id);
        if (found === undefined) throw new RingsideError('not_found', 'not_found');
        return found;
      }),
    start: (asked) =>
      this.#act(['simulate', asked], () => {
        const n = this.reckoned.length + 1;
        const begun = simulation(n, {
          state: 'running',
          progress: 0,
          results: [],
          limit: null,
          ended_at: null,
        });
        this.reckoned = [begun, ...this.reckoned];
        return begun;
      }),
    cancel: (id) =>
      this.#act(['cancel', id], () => {
        const canceled = { ...simulation(0), ...this.reckoned.find((each) => each.id === id) };
        const over: SimulationResource = { ...canceled, state: 'canceled', ended_at: AT };
        this.reckoned = this.reckoned.map((each) => (each.id === id ? over : each));
        return over;
      }),
    basis: (campaign) => this.#act(['basis', campaign], () => this.past),
  };

  readonly session: Documents['session'] = {
    get: () => (this.who ? Promise.resolve(this.who) : Promise.reject(new RingsideError('not_found', ''))),
    signIn: (credentials) => this.#act(['signIn', credentials], () => signedIn('admin')),
    signOut: () => this.#act(['signOut'], () => undefined),
    accept: (invitation) => this.#act(['accept', invitation], () => signedIn('admin')),
    changePassword: (passwords) => this.#act(['changePassword', passwords], () => undefined),
    signOutEverywhere: () => this.#act(['signOutEverywhere'], () => undefined),
    createLink: () => this.#act(['createLink'], () => ({ url: '', expires_at: AT })),
  };

  readonly account: Pick<Documents['account'], 'webhookSecret' | 'rotateWebhookSecret'> = {
    webhookSecret: () => this.#act(['webhookSecret'], () => secretOf('whsec_first')),
    rotateWebhookSecret: () => this.#act(['rotateWebhookSecret'], () => secretOf('whsec_second')),
  };

  #act<T>(asked: unknown[], act: () => T): Promise<T> {
    this.asked.push(asked);
    return this.#answer(undefined).then(act);
  }
  #answer<T>(value: T): Promise<T> {
    const code = this.failing;
    this.failing = null;
    return code === null ? Promise.resolve(value) : Promise.reject(new RingsideError(code, code));
  }
  #person(id: string): UserResource {
    return this.people.find((each) => each.id === id) ?? user(id);
  }
  #key(id: string): ApiKeyResource {
    return this.keys.find((each) => each.id === id) ?? apiKey(id);
  }
  #message(id: string): WebhookMessageResource {
    return this.messages.find((each) => each.id === id) ?? message(0, { id });
  }
  #invitation(name: string): InvitationResource {
    return {
      ...NO_LINKS,
      name,
      user_id: name,
      url: 'http://localhost/welcome#token',
      expires_at: '2026-03-08T10:00:00.000Z',
    };
  }
  #secret(key: ApiKeyResource): NewApiKeyResource {
    if (!this.keys.some(({ id }) => id === key.id)) this.keys = [...this.keys, key];
    return { ...key, api_auth: 'the-secret' };
  }
}

function secretOf(secret: string): Resource & { readonly secret: string } {
  return { ...NO_LINKS, name: 'Webhook secret', secret };
}

/** `limit`: rows of the first page; a listing goes on all the same. */
function listingOf<T>(rows: () => Promise<readonly T[]>, limit = 100): Listing<T> {
  const first = async (): Promise<Page<T>> => {
    const all = await rows();
    const next_page = all.length > limit ? '/next' : null;
    const pages = { next_page, prev_page: null, first_page: null, last_page: null };
    return { ...NO_LINKS, name: null, items: all.slice(0, limit), limit, ...pages };
  };
  async function* pages(): AsyncGenerator<Page<T>> {
    yield await first();
  }
  return {
    first,
    pages,
    async *[Symbol.asyncIterator]() {
      yield* await rows();
    },
  };
}

import type {
  AccountLive,
  CallsLive,
  CallsView,
  CallsWindow,
  CampaignLive,
  ConnectionState,
  CreateCampaign,
  RingsideClient,
  RowFilter,
  RowWindow,
  RowsView,
} from '@ringside/client';
import {
  CONTACT_STATUSES,
  type AccountResource,
  type AccountView,
  type CallFilter,
  type CallStoryResource,
  type CallView,
  type CampaignResource,
  type CampaignView,
  type ContactStatus,
  type Counts,
  type DeliveryResource,
  type FeedResource,
  type FeedView,
  type MinutesReport,
  type Page,
  type PhoneSystemView,
  type PhoneSystemsSnapshot,
  type RowView,
  type SyncResource,
  type SyncView,
  type TenantResource,
  type TenantView,
} from '@ringside/contracts';
import { BehaviorSubject, ReplaySubject, type Observable } from 'rxjs';

export const CAMPAIGN_ID = '0198f000-0000-7000-8000-000000000001';
const AT = '2026-03-01T10:00:00.000Z';

/** The server as a spec plays it: what streams say is set by hand, what is asked of it is written down. */
export class FakeClient implements RingsideClient {
  readonly connection = new BehaviorSubject<ConnectionState>({ status: 'live', lastHeardAt: Date.now() });
  readonly account = new BehaviorSubject<AccountLive>({ account: account(), campaigns: [] });
  readonly live = new ReplaySubject<CampaignLive>(1);
  readonly view = new ReplaySubject<RowsView>(1);
  readonly callsLive = new BehaviorSubject<CallsLive>({ feeds: [feed()], syncs: [], tenants: [tenant()] });
  readonly callsView = new ReplaySubject<CallsView>(1);
  readonly phoneSystems = new ReplaySubject<PhoneSystemsSnapshot>(1);
  story: () => Promise<CallStoryResource> = () => Promise.reject(new Error('not played'));
  syncAnswer: () => Promise<SyncView> = () => Promise.resolve(sync());
  syncPage: readonly SyncView[] = [];
  deliveryPage: readonly DeliveryResource[] = [];
  minutesReport: MinutesReport = { ...pageOf([]), from: '2026-02-28', to: '2026-03-01', time_zone: 'UTC' };
  readonly asked: unknown[][] = [];
  /** What the next command does; answered at once by default. */
  answer: () => Promise<CampaignView> = () => Promise.resolve(campaign());
  readonly clockOffsetMs = (): number => 0;

  campaign(_id: string): Observable<CampaignLive> {
    return this.live;
  }
  rows(campaignId: string, filter?: RowFilter): RowWindow {
    this.asked.push(['rows', campaignId, filter]);
    return { show: () => undefined, view: this.view, close: () => undefined };
  }
  createCampaign(body: CreateCampaign): Promise<CampaignResource> {
    this.asked.push(['createCampaign', body]);
    return Promise.resolve({ uri: '', actions: {}, resources: {}, ...campaign({ state: 'idle' }) });
  }
  async addContacts(id: string, body: Blob, type: string): Promise<{ added: number; total: number }> {
    const text = await textOf(body);
    this.asked.push(['addContacts', id, text, type]);
    return { added: text.split('\n').length, total: text.split('\n').length };
  }
  async *contacts(): AsyncGenerator<readonly RowView[]> {
    yield Promise.resolve([]);
  }
  start(id: string, only?: 'all' | 'unanswered'): Promise<CampaignView> {
    return this.#command('start', id, only);
  }
  pause(id: string): Promise<CampaignView> {
    return this.#command('pause', id);
  }
  stop(id: string): Promise<CampaignView> {
    return this.#command('stop', id);
  }
  stopEverything(): Promise<void> {
    this.asked.push(['stopEverything']);
    return Promise.resolve();
  }
  allowDialing(): Promise<void> {
    this.asked.push(['allowDialing']);
    return Promise.resolve();
  }
  setBrakes(brakes: object): Promise<AccountResource> {
    this.asked.push(['setBrakes', brakes]);
    return Promise.resolve({ ...NO_LINKS, ...this.account.value.account });
  }
  calls(filter?: CallFilter): CallsWindow {
    this.asked.push(['calls', filter]);
    return {
      show: () => undefined,
      toTop: () => void this.asked.push(['toTop']),
      toEnd: () => void this.asked.push(['toEnd']),
      view: this.callsView,
      close: () => undefined,
    };
  }
  sync(connectionId?: string): Promise<SyncView> {
    this.asked.push(['sync', connectionId]);
    return this.syncAnswer();
  }
  syncs(): Promise<Page<SyncResource>> {
    return Promise.resolve(pageOf(this.syncPage.map((each) => ({ ...NO_LINKS, ...each }))));
  }
  feeds(): Promise<readonly FeedResource[]> {
    return Promise.resolve(this.callsLive.value.feeds.map((each) => ({ ...NO_LINKS, ...each })));
  }
  adopt(tenantId: string): Promise<TenantResource> {
    this.asked.push(['adopt', tenantId]);
    return Promise.resolve({ ...NO_LINKS, ...tenant({ id: tenantId }) });
  }
  minutes(from: string, to: string): Promise<MinutesReport> {
    this.asked.push(['minutes', from, to]);
    return Promise.resolve(this.minutesReport);
  }
  deliveries(filter?: object): Promise<Page<DeliveryResource>> {
    this.asked.push(['deliveries', filter]);
    return Promise.resolve(pageOf(this.deliveryPage));
  }
  callsCsvUrl(filter: CallFilter = {}): string {
    return `/v1/calls.csv?${new URLSearchParams(filter as Record<string, string>).toString()}`;
  }
  call(id: string): Promise<CallStoryResource> {
    this.asked.push(['call', id]);
    return this.story();
  }
  hangUp(): Promise<void> {
    return Promise.resolve();
  }
  campaigns(): Promise<{ items: readonly CampaignResource[]; next_page: string | null }> {
    return Promise.resolve({ items: [], next_page: null });
  }
  signIn(apiKey: string, apiAuth: string): Promise<void> {
    this.asked.push(['signIn', apiKey, apiAuth]);
    return Promise.resolve();
  }
  signOut(): Promise<void> {
    return Promise.resolve();
  }
  createLink(): Promise<{ url: string; expires_at: string }> {
    return Promise.resolve({ url: 'http://localhost/sign-in?token=x', expires_at: AT });
  }
  close(): void {
    // Nothing is open.
  }

  #command(...command: unknown[]): Promise<CampaignView> {
    this.asked.push(command);
    return this.answer();
  }
}

function textOf(body: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(body);
  });
}

export function account(changes: Partial<AccountView> = {}): AccountView {
  return {
    id: 'a',
    name: 'Account',
    time_zone: 'UTC',
    max_lines: null,
    max_calls_per_second: null,
    max_calls_per_day: null,
    dialing_stopped_at: null,
    phone_system: {
      provider: 'call-api',
      label: 'Call API',
      mock: false,
      can_hang_up: true,
      can_detect_machines: false,
    },
    seq: 1,
    ...changes,
  };
}

export function counts(changes: Partial<Counts> = {}): Counts {
  const none = Object.fromEntries(CONTACT_STATUSES.map((status) => [status, 0])) as Counts;
  return { ...none, ...changes };
}

export function campaign(changes: Partial<CampaignView> = {}): CampaignView {
  return {
    id: CAMPAIGN_ID,
    name: 'Spring renewals',
    dialer_type: 'Fixed',
    state: 'running',
    pass: 1,
    counts: counts({ idle: 10 }),
    total: 10,
    lines: 3,
    lines_in_use: 0,
    holding: null,
    ring_timeout: 60,
    max_duration: 3600,
    reply_timeout: 10,
    machine_detection: 'off',
    from: null,
    call_state_url: null,
    created_at: AT,
    started_at: AT,
    ended_at: null,
    seq: 1,
    ...changes,
  };
}

export function row(
  position: number,
  status: ContactStatus = 'idle',
  changes: Partial<RowView> = {},
): RowView {
  const flying = status === 'dialing' || status === 'ringing' || status === 'answered';
  return {
    id: `contact-${position}`,
    position,
    phone: `+1301555${String(100 + position).padStart(4, '0')}`,
    name: null,
    status,
    reason: null,
    calls: status === 'idle' ? 0 : 1,
    call_id: status === 'idle' ? null : `call-${position}`,
    call_state: flying ? status : null,
    deadline_at: null,
    started_at: status === 'idle' ? null : AT,
    ringing_at: null,
    answered_at: null,
    ended_at: null,
    ...changes,
  };
}

/** Rows as a window shows them. */
export function rowsView(rows: readonly RowView[]): RowsView {
  return {
    total: rows.length,
    rows: new Map(rows.map((each) => [each.position - 1, each])),
    loading: false,
    more: false,
  };
}

const NO_LINKS = { uri: '', name: '', actions: {}, resources: {} };

/** All of a list on one page. */
export function pageOf<T>(items: readonly T[]): Page<T> {
  const pages = { next_page: null, prev_page: null, first_page: null, last_page: null };
  return { ...NO_LINKS, items, limit: 100, ...pages };
}

export const TENANT_ID = '0198f000-0000-7000-8000-0000000000aa';

/** A call of a PBX; `n` is its place in time. */
export function pbxCall(n: number, changes: Partial<CallView> = {}): CallView {
  return {
    id: `call-${n}`,
    origin: 'pbx',
    connection_id: 'feed',
    tenant_id: TENANT_ID,
    name: '',
    campaign_id: null,
    contact_id: null,
    position: null,
    pass: null,
    phone: `1301555${String(100 + n).padStart(4, '0')}`,
    from: '13015550199',
    caller_name: null,
    direction: 'outbound',
    duration: null,
    talk_time: null,
    recording: null,
    answered_by: null,
    flags: [],
    has_record: false,
    state: 'completed',
    reason: null,
    provider_call_id: `uuid-${n}`,
    placements: 0,
    created_at: new Date(Date.parse(AT) + n * 1000).toISOString(),
    dialing_at: null,
    ringing_at: null,
    answered_at: null,
    ended_at: null,
    end_estimated: false,
    deadline_at: null,
    ...changes,
  };
}

/** Calls as a window shows them, newest first. */
export function callsView(calls: readonly CallView[], changes: Partial<CallsView> = {}): CallsView {
  return {
    total: calls.length,
    rows: new Map(calls.entries()),
    loading: false,
    more: false,
    guessed: false,
    newer: 0,
    shift: 0,
    ...changes,
  };
}

export function feed(changes: Partial<FeedView> = {}): FeedView {
  return {
    id: 'feed',
    provider: 'pbx',
    name: 'PBX at 127.0.0.1:3030',
    mock: false,
    webhook_url: 'http://localhost:3000/webhooks/pbx/feed/secret',
    sync_every: 300,
    next_sync_at: null,
    last_webhook_at: null,
    ...changes,
  };
}

export function phoneSystem(changes: Partial<PhoneSystemView> = {}): PhoneSystemView {
  return {
    id: 'dialing',
    name: 'Asterisk at 127.0.0.1:8088',
    provider: 'asterisk',
    mock: false,
    dials: true,
    state: 'connected',
    since: AT,
    engine: { name: 'Asterisk', version: '22.10.1' },
    calls_in_flight: 0,
    calls_up: 0,
    calls_per_second: 0,
    calls_per_second_limit: 50,
    max_concurrent: null,
    abilities: ['hang_up', 'reconcile', 'detect_machine', 'bridge', 'listen', 'play'],
    last_error: null,
    warnings: [],
    ...changes,
  };
}

export function phoneSystems(...systems: readonly PhoneSystemView[]): PhoneSystemsSnapshot {
  return { at: AT, phone_systems: systems };
}

export function tenant(changes: Partial<TenantView> = {}): TenantView {
  return {
    id: TENANT_ID,
    connection_id: 'feed',
    uuid: '6c4c0ae0-e99c-466a-8dce-d99207ac2688',
    state: 'adopted',
    held: 0,
    seen_at: AT,
    adopted_at: AT,
    ...changes,
  };
}

export function sync(changes: Partial<SyncView> = {}): SyncView {
  return {
    id: 'sync-1',
    connection_id: 'feed',
    trigger: 'manual',
    state: 'running',
    attempt: 1,
    phase: 'fetching',
    fetched: 0,
    announced: null,
    report: null,
    problem: null,
    retry_at: null,
    started_at: AT,
    ended_at: null,
    ...changes,
  };
}

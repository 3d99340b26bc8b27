import type {
  AccountLive,
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
  type AccountView,
  type CallStoryResource,
  type CampaignResource,
  type CampaignView,
  type ContactStatus,
  type Counts,
  type RowView,
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
  setBrakes(): Promise<never> {
    return Promise.reject(new Error('not played'));
  }
  call(): Promise<CallStoryResource> {
    return Promise.reject(new Error('not played'));
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
    phone_system: { provider: 'call_api', label: 'Call API', mock: false, can_hang_up: true },
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

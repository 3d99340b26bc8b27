import type { AccountReader, CampaignReading, DialerDatabase } from '@ringside/dialer';
import type {
  AccountRow,
  Call,
  Campaign,
  CampaignContact,
  DialerStore,
  LoadedCampaign,
} from '@ringside/engine';

const account: AccountRow = {
  id: 'a1',
  name: 'Consumer',
  timeZone: 'UTC',
  maxLines: null,
  maxCallsPerSecond: null,
  maxCallsPerDay: null,
  dialingStoppedAt: null,
};

/** A host application may bring a store of its own: this one has one idle campaign and forgets everything. */
export function memoryDatabase(phones: readonly string[]): DialerDatabase {
  const campaign: Campaign = {
    id: '0192a3b4-0000-7000-8000-000000000001',
    accountId: account.id,
    connectionId: 'c1',
    name: 'Consumer',
    dialerType: 'Fixed',
    lines: 2,
    ringTimeoutMs: 60_000,
    maxDurationMs: 60_000,
    replyTimeoutMs: 5000,
    machineDetection: 'off',
    from: null,
    callStateUrl: null,
    state: 'idle',
    pass: 0,
    holding: null,
    createdAt: 0,
    startedAt: null,
    endedAt: null,
  };
  const contacts = phones.map((phone, index): CampaignContact => ({
    campaignId: campaign.id,
    contactId: `contact-${index + 1}`,
    position: index + 1,
    phone,
    name: null,
    status: 'idle',
    reason: null,
    calls: 0,
    callId: null,
    startedAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
  }));
  const calls = new Map<string, Call>();
  const lastSeq = new Map<string, number>();
  const counts = (): LoadedCampaign['counts'] => {
    const none = { idle: 0, dialing: 0, ringing: 0, answered: 0, completed: 0, busy: 0, no_answer: 0 };
    const sum = { ...none, failed: 0, canceled: 0 };
    for (const { status } of contacts) sum[status] += 1;
    return sum;
  };
  const seq = (): number => lastSeq.get(`campaign:${campaign.id}`) ?? 0;
  const reading = (): CampaignReading => ({
    campaign,
    counts: counts(),
    total: contacts.length,
    linesInUse: 0,
    seq: seq(),
    inFlight: [],
  });

  const dialer: DialerStore = {
    open: async () => undefined,
    close: async () => undefined,
    commit: async (_number, batch) => {
      for (const call of [...batch.newCalls, ...batch.changedCalls]) calls.set(call.id, { ...call });
      for (const contact of batch.contacts) contacts[contact.position - 1] = { ...contact };
      for (const changed of batch.campaigns) Object.assign(campaign, changed);
      for (const fact of batch.facts) lastSeq.set(fact.stream, fact.seq);
    },
    loadLive: async () => [],
    loadCampaign: async (id) =>
      id === campaign.id
        ? { campaign: { ...campaign }, inFlight: [], counts: counts(), seq: seq(), cursor: 0 }
        : null,
    nextContacts: async (_id, after, limit) =>
      contacts.filter(({ status, position }) => status === 'idle' && position > after).slice(0, limit),
    preparePass: async () => 0,
    cancelIdle: async () => 0,
    stoppedWithIdleContacts: async () => [],
    lastSeq: async (stream) => lastSeq.get(stream) ?? 0,
    callBrief: async (id) => {
      const call = calls.get(id);
      if (!call) return null;
      const { accountId, campaignId, connectionId, state } = call;
      return { accountId, campaignId, connectionId, state, webhooks: 0 };
    },
    account: async () => account,
    countCallsSince: async () => calls.size,
  };
  const reader: AccountReader = {
    account: async () => account,
    setDialingStopped: async () => undefined,
    campaign: async () => reading(),
    campaigns: async () => ({ rows: [reading()] }),
    call: async (id) => calls.get(id) ?? null,
    contactsChangedIn: async () => [],
    changedInBulkSince: async () => false,
    tenants: async () => [],
    syncs: async () => ({ rows: [] }),
  };
  return { dialer, for: () => reader };
}

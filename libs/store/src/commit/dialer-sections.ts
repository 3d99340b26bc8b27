import { isTerminal } from '@ringside/contracts';
import type {
  Call,
  Campaign,
  CampaignContact,
  CommitBatch,
  NewMessage,
  NewWebhook,
  PlacementRow,
} from '@ringside/engine';
import type { NewErrand } from '../outgoing/job-queue.js';
import { hostOf } from '../outgoing/message-row.js';
import { events, streams } from './fact-sections.js';
import { plain, section, text, time, type Column, type Section } from './section.js';
import type { CommitKind } from './statement.js';

interface NumberedWebhook {
  readonly webhook: NewWebhook;
  readonly ordinal: number;
}

const inbox: Section<CommitBatch, NumberedWebhook> = {
  table: 'inbox',
  key: [],
  columns: [
    time('received_at', (row) => row.webhook.receivedAt),
    plain('ordinal', (row) => row.ordinal),
    plain('account_id', (row) => row.webhook.accountId),
    plain('connection_id', (row) => row.webhook.connectionId),
    plain('call_id', (row) => row.webhook.callId),
    text('status', (row) => row.webhook.status),
    time('provider_at', (row) => row.webhook.providerAt),
    text('outcome', (row) => row.webhook.outcome),
    text('body', (row) => row.webhook.body),
  ],
  rows: (batch) => batch.inbox.map((webhook, ordinal) => ({ webhook, ordinal })),
};

const callId = plain<Call>('id', (call) => call.id);
/** What of a call changes after its insert. */
const callState: readonly Column<Call>[] = [
  text('state', (call) => call.state),
  plain('in_flight', (call) => !isTerminal(call.state)),
  text('reason', (call) => call.reason),
  text('placed_id', (call) => call.providerCallId),
  plain('placements', (call) => call.placements),
  plain('placement_open', (call) => call.placementOpen),
  time('retry_at', (call) => call.retryAt),
  time('dialing_at', (call) => call.dialingAt),
  time('ringing_at', (call) => call.ringingAt),
  time('answered_at', (call) => call.answeredAt),
  time('ended_at', (call) => call.endedAt),
  plain('end_estimated', (call) => call.endEstimated),
  time('deadline_at', (call) => call.deadlineAt),
  text('answered_by', (call) => call.answeredBy),
  plain('do_not_call', (call) => call.doNotCall),
];

const newCalls: Section<CommitBatch, Call> = {
  table: 'call',
  key: [],
  columns: [
    callId,
    plain('account_id', (call) => call.accountId),
    plain('campaign_id', (call) => call.campaignId),
    plain('contact_id', (call) => call.contactId),
    plain('connection_id', (call) => call.connectionId),
    plain('position', (call) => call.position),
    plain('pass', (call) => call.pass),
    text('phone', (call) => call.phone),
    time('created_at', (call) => call.createdAt),
    ...callState,
  ],
  rows: (batch) => batch.newCalls,
};

const changedCalls: Section<CommitBatch, Call> = {
  table: 'call',
  key: [callId],
  columns: callState,
  rows: ({ newCalls: fresh, changedCalls: changed }) => {
    if (fresh.length === 0) return changed;
    const inserted = new Set(fresh.map((call) => call.id));
    return changed.filter((call) => !inserted.has(call.id));
  },
};

const contacts: Section<CommitBatch, CampaignContact> = {
  table: 'campaign_contact',
  key: [
    plain('campaign_id', (contact) => contact.campaignId),
    plain('position', (contact) => contact.position),
  ],
  columns: [
    text('status', (contact) => contact.status),
    text('reason', (contact) => contact.reason),
    plain('calls', (contact) => contact.calls),
    plain('call_id', (contact) => contact.callId),
    time('started_at', (contact) => contact.startedAt),
    time('ringing_at', (contact) => contact.ringingAt),
    time('answered_at', (contact) => contact.answeredAt),
    time('ended_at', (contact) => contact.endedAt),
  ],
  rows: (batch) => batch.contacts,
};

const campaigns: Section<CommitBatch, Campaign> = {
  table: 'campaign',
  key: [plain('id', (campaign) => campaign.id)],
  columns: [
    plain('connection_id', (campaign) => campaign.connectionId),
    plain('lines', (campaign) => campaign.lines),
    text('state', (campaign) => campaign.state),
    plain('pass', (campaign) => campaign.pass),
    text('holding_code', (campaign) => campaign.holding?.code ?? null),
    time('holding_since', (campaign) => campaign.holding?.since ?? null),
    text('holding_detail', (campaign) => campaign.holding?.detail ?? null),
    time('started_at', (campaign) => campaign.startedAt),
    time('ended_at', (campaign) => campaign.endedAt),
  ],
  rows: (batch) => batch.campaigns,
};

const placements: Section<CommitBatch, PlacementRow> = {
  table: 'placement',
  key: [],
  columns: [
    plain('call_id', (placement) => placement.callId),
    plain('n', (placement) => placement.n),
    plain('account_id', (placement) => placement.accountId),
    time('requested_at', (placement) => placement.requestedAt),
    time('replied_at', (placement) => placement.repliedAt),
    text('outcome', (placement) => placement.outcome),
    text('reason', (placement) => placement.reason),
  ],
  // A log of requests must never be what stops the dialing.
  onConflict: 'on conflict (call_id, n) do nothing',
  rows: (batch) => batch.placements,
};

const messages: Section<CommitBatch, NewMessage> = {
  table: 'message',
  key: [],
  columns: [
    plain('id', (message) => message.id),
    plain('account_id', (message) => message.accountId),
    plain('campaign_id', (message) => message.campaignId),
    plain('call_id', (message) => message.callId),
    plain('sequence', (message) => message.sequence),
    text('type', (message) => message.type),
    text('url', (message) => message.url),
    text('body', (message) => message.body),
    time('created_at', (message) => message.createdAt),
    // Times of tries are the database's, as those of the jobs.
    { name: 'next_try_at', field: () => '', instead: () => 'now()' },
  ],
  // Telling somebody must never be what stops the dialing.
  onConflict: 'on conflict (call_id, sequence) do nothing',
  rows: (batch) => batch.messages,
};

/** One for each call that has something to tell. */
function errands({ messages }: CommitBatch): readonly NewErrand[] {
  if (messages.length === 0) return [];
  const urls = new Map(messages.map(({ callId, url }) => [callId, url]));
  return [...urls].map(([id, url]) => ({ callId: id, host: hostOf(url) }));
}

/** Commits of the dialer. */
export const DIALER_COMMITS: CommitKind<CommitBatch> = {
  writer: 1,
  sections: [
    section(inbox),
    section(newCalls),
    section(changedCalls),
    section(contacts),
    section(campaigns),
    section(placements),
    events(),
    streams,
    // Last, so that the statements of batches without messages are what they would be without this.
    section(messages),
  ],
  errands,
  // Each batch is a few rows found by their keys, whatever the statistics say: one plan, made once.
  planning: [
    'plan_cache_mode=force_generic_plan',
    'enable_seqscan=off',
    'enable_hashjoin=off',
    'enable_mergejoin=off',
    'enable_bitmapscan=off',
  ],
};

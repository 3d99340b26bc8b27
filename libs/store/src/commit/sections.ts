import { isTerminal } from '@ringside/contracts';
import type {
  Call,
  Campaign,
  CampaignContact,
  CommitBatch,
  NewFact,
  NewWebhook,
  PlacementRow,
} from '@ringside/engine';
import { plainArray, textArray, timeArray } from '../database/arrays.js';
import { storableJson } from '../database/text.js';

type Plain = string | number | boolean | null;

/** One column of a batch: how its values are read from the rows and given to PostgreSQL as one array. */
export interface Column<Row> {
  readonly name: string;
  /** Type of an element of the parameter. */
  readonly type: string;
  /** The element as the table's column has it. */
  readonly as: (element: string) => string;
  readonly encode: (rows: readonly Row[]) => string;
}

const same = (element: string): string => element;

function plain<Row>(
  name: string,
  type: 'uuid' | 'int4' | 'int8' | 'bool',
  of: (row: Row) => Plain,
): Column<Row> {
  return { name, type, as: same, encode: (rows) => plainArray(rows.map(of)) };
}
function text<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, type: 'text', as: same, encode: (rows) => textArray(rows.map(of)) };
}
function time<Row>(name: string, of: (row: Row) => number | null): Column<Row> {
  const as = (element: string): string => `to_timestamp(${element})`;
  return { name, type: 'float8', as, encode: (rows) => timeArray(rows.map(of)) };
}

/** The rows of one table in a batch. */
export interface Section<Row> {
  readonly table: string;
  /** Columns that find the row to change; none for rows that are new. */
  readonly key: readonly Column<Row>[];
  readonly columns: readonly Column<Row>[];
  /** What happens to a new row that is already there. */
  readonly onConflict?: string;
  readonly rows: (batch: CommitBatch) => readonly Row[];
}

interface NumberedWebhook {
  readonly webhook: NewWebhook;
  readonly ordinal: number;
}

const inbox: Section<NumberedWebhook> = {
  table: 'inbox',
  key: [],
  columns: [
    time('received_at', (row) => row.webhook.receivedAt),
    plain('ordinal', 'int4', (row) => row.ordinal),
    plain('account_id', 'uuid', (row) => row.webhook.accountId),
    plain('connection_id', 'uuid', (row) => row.webhook.connectionId),
    plain('call_id', 'uuid', (row) => row.webhook.callId),
    text('status', (row) => row.webhook.status),
    time('provider_at', (row) => row.webhook.providerAt),
    text('outcome', (row) => row.webhook.outcome),
    text('body', (row) => row.webhook.body),
  ],
  rows: (batch) => batch.inbox.map((webhook, ordinal) => ({ webhook, ordinal })),
};

const callId = plain<Call>('id', 'uuid', (call) => call.id);
/** What of a call changes after its insert. */
const callState: readonly Column<Call>[] = [
  text('state', (call) => call.state),
  plain('in_flight', 'bool', (call) => !isTerminal(call.state)),
  text('reason', (call) => call.reason),
  text('provider_call_id', (call) => call.providerCallId),
  plain('placements', 'int4', (call) => call.placements),
  plain('placement_open', 'bool', (call) => call.placementOpen),
  time('retry_at', (call) => call.retryAt),
  time('dialing_at', (call) => call.dialingAt),
  time('ringing_at', (call) => call.ringingAt),
  time('answered_at', (call) => call.answeredAt),
  time('ended_at', (call) => call.endedAt),
  plain('end_estimated', 'bool', (call) => call.endEstimated),
  time('deadline_at', (call) => call.deadlineAt),
  text('answered_by', (call) => call.answeredBy),
];

const newCalls: Section<Call> = {
  table: 'call',
  key: [],
  columns: [
    callId,
    plain('account_id', 'uuid', (call) => call.accountId),
    plain('campaign_id', 'uuid', (call) => call.campaignId),
    plain('contact_id', 'uuid', (call) => call.contactId),
    plain('connection_id', 'uuid', (call) => call.connectionId),
    plain('position', 'int4', (call) => call.position),
    plain('pass', 'int4', (call) => call.pass),
    text('phone', (call) => call.phone),
    time('created_at', (call) => call.createdAt),
    ...callState,
  ],
  rows: (batch) => batch.newCalls,
};

const changedCalls: Section<Call> = {
  table: 'call',
  key: [callId],
  columns: callState,
  rows: ({ newCalls: fresh, changedCalls: changed }) => {
    if (fresh.length === 0) return changed;
    const inserted = new Set(fresh.map((call) => call.id));
    return changed.filter((call) => !inserted.has(call.id));
  },
};

const contacts: Section<CampaignContact> = {
  table: 'campaign_contact',
  key: [
    plain('campaign_id', 'uuid', (contact) => contact.campaignId),
    plain('position', 'int4', (contact) => contact.position),
  ],
  columns: [
    text('status', (contact) => contact.status),
    text('reason', (contact) => contact.reason),
    plain('calls', 'int4', (contact) => contact.calls),
    plain('call_id', 'uuid', (contact) => contact.callId),
    time('started_at', (contact) => contact.startedAt),
    time('ringing_at', (contact) => contact.ringingAt),
    time('answered_at', (contact) => contact.answeredAt),
    time('ended_at', (contact) => contact.endedAt),
  ],
  rows: (batch) => batch.contacts,
};

const campaigns: Section<Campaign> = {
  table: 'campaign',
  key: [plain('id', 'uuid', (campaign) => campaign.id)],
  columns: [
    plain('lines', 'int4', (campaign) => campaign.lines),
    text('state', (campaign) => campaign.state),
    plain('pass', 'int4', (campaign) => campaign.pass),
    text('holding_code', (campaign) => campaign.holding?.code ?? null),
    time('holding_since', (campaign) => campaign.holding?.since ?? null),
    text('holding_detail', (campaign) => campaign.holding?.detail ?? null),
    time('started_at', (campaign) => campaign.startedAt),
    time('ended_at', (campaign) => campaign.endedAt),
  ],
  rows: (batch) => batch.campaigns,
};

const placements: Section<PlacementRow> = {
  table: 'placement',
  key: [],
  columns: [
    plain('call_id', 'uuid', (placement) => placement.callId),
    plain('n', 'int4', (placement) => placement.n),
    plain('account_id', 'uuid', (placement) => placement.accountId),
    time('requested_at', (placement) => placement.requestedAt),
    time('replied_at', (placement) => placement.repliedAt),
    text('outcome', (placement) => placement.outcome),
    text('reason', (placement) => placement.reason),
  ],
  // A log of requests must never be what stops the dialing.
  onConflict: 'on conflict (call_id, n) do nothing',
  rows: (batch) => batch.placements,
};

const events: Section<NewFact> = {
  table: 'event',
  key: [],
  columns: [
    text('stream', (fact) => fact.stream),
    plain('seq', 'int8', (fact) => fact.seq),
    time('at', (fact) => fact.at),
    text('type', (fact) => fact.type),
    plain('account_id', 'uuid', (fact) => fact.accountId),
    plain('campaign_id', 'uuid', (fact) => fact.campaignId),
    plain('call_id', 'uuid', (fact) => fact.callId),
    plain('contact_id', 'uuid', (fact) => fact.contactId),
    { ...text('data', (fact: NewFact) => storableJson(fact.data)), as: (element) => `${element}::jsonb` },
  ],
  rows: (batch) => batch.facts,
};

interface StreamHead {
  readonly last: NewFact;
  /** When contacts of the campaign were last canceled in bulk, if that is in this batch. */
  readonly canceledAt: number | null;
}

const streams: Section<StreamHead> = {
  table: 'stream',
  key: [],
  columns: [
    text('name', ({ last }) => last.stream),
    plain('account_id', 'uuid', ({ last }) => last.accountId),
    plain('seq', 'int8', ({ last }) => last.seq),
    time('contacts_canceled_at', ({ canceledAt }) => canceledAt),
  ],
  onConflict: `on conflict (name) do update set seq = excluded.seq,
    contacts_canceled_at = coalesce(excluded.contacts_canceled_at, stream.contacts_canceled_at)`,
  rows: ({ facts }) => {
    const heads = new Map<string, StreamHead>();
    for (const last of facts) {
      const before = heads.get(last.stream)?.canceledAt ?? null;
      const canceledAt = last.type === 'campaign.contacts_canceled' ? last.at : before;
      heads.set(last.stream, { last, canceledAt });
    }
    return [...heads.values()];
  },
};

/** A section without its row type: what the statement and its parameters are made of. */
export interface AnySection {
  readonly table: string;
  readonly key: readonly Omit<Column<never>, 'encode'>[];
  readonly columns: readonly Omit<Column<never>, 'encode'>[];
  readonly onConflict: string;
  /** Parameters of the rows in the batch, or null when there are none. */
  readonly encode: (batch: CommitBatch) => readonly string[] | null;
}

function section<Row>({ table, key, columns, onConflict = '', rows }: Section<Row>): AnySection {
  const encode = (batch: CommitBatch): readonly string[] | null => {
    const found = rows(batch);
    if (found.length === 0) return null;
    return [...key, ...columns].map((column) => column.encode(found));
  };
  return { table, key, columns, onConflict, encode };
}

/** Everything a commit can hold, in the order it is written. */
export const SECTIONS: readonly AnySection[] = [
  section(inbox),
  section(newCalls),
  section(changedCalls),
  section(contacts),
  section(campaigns),
  section(placements),
  section(events),
  section(streams),
];

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
import { jsonField, plainField, rowArray, textField, timeField } from '../database/row-array.js';
import { storableJson } from '../database/text.js';

/** One column of a table, and what a row of a batch has in it. */
export interface Column<Row> {
  readonly name: string;
  readonly field: (row: Row) => string;
}

function plain<Row>(name: string, of: (row: Row) => string | number | boolean | null): Column<Row> {
  return { name, field: (row) => plainField(of(row)) };
}
function text<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, field: (row) => textField(of(row)) };
}
function time<Row>(name: string, of: (row: Row) => number | null): Column<Row> {
  return { name, field: (row) => timeField(of(row)) };
}

/** The rows of one table in a batch. */
interface Section<Row> {
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
  text('provider_call_id', (call) => call.providerCallId),
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
];

const newCalls: Section<Call> = {
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

const campaigns: Section<Campaign> = {
  table: 'campaign',
  key: [plain('id', (campaign) => campaign.id)],
  columns: [
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

const placements: Section<PlacementRow> = {
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

const events: Section<NewFact> = {
  table: 'event',
  key: [],
  columns: [
    text('stream', (fact) => fact.stream),
    plain('seq', (fact) => fact.seq),
    time('at', (fact) => fact.at),
    text('type', (fact) => fact.type),
    plain('account_id', (fact) => fact.accountId),
    plain('campaign_id', (fact) => fact.campaignId),
    plain('call_id', (fact) => fact.callId),
    plain('contact_id', (fact) => fact.contactId),
    { name: 'data', field: (fact) => jsonField(storableJson(fact.data)) },
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
    plain('account_id', ({ last }) => last.accountId),
    plain('seq', ({ last }) => last.seq),
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

/** A section without its row type: what the statement and its parameter are made of. */
export interface AnySection {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly onConflict: string;
  /** The rows of the batch as an array of the table's rows, or null when there are none. */
  readonly encode: (batch: CommitBatch, order: ColumnOrder) => string | null;
}

/** Columns of every table, in the table's order. */
export type ColumnOrder = ReadonlyMap<string, readonly string[]>;

function section<Row>({ table, key, columns, onConflict = '', rows }: Section<Row>): AnySection {
  const all = [...key, ...columns];
  let known: { readonly order: ColumnOrder; readonly write: (row: Row) => string } | null = null;
  const writer = (order: ColumnOrder): ((row: Row) => string) => {
    if (known?.order !== order) known = { order, write: rowWriter(all, order.get(table) ?? []) };
    return known.write;
  };
  return {
    table,
    key: key.map(({ name }) => name),
    columns: columns.map(({ name }) => name),
    onConflict,
    encode: (batch, order) => {
      const found = rows(batch);
      return found.length === 0 ? null : rowArray(found, writer(order));
    },
  };
}

/** Writes a row with all the columns of the table; those that the section does not know stay empty. */
function rowWriter<Row>(columns: readonly Column<Row>[], order: readonly string[]): (row: Row) => string {
  const fields = order.map((name) => columns.find((column) => column.name === name)?.field ?? null);
  if (fields.filter((field) => field !== null).length < columns.length)
    throw new Error(`A column of ${columns.map(({ name }) => name).join(', ')} is not in the table.`);
  return (row) => {
    let text = '';
    for (let i = 0; i < fields.length; i++) text += (i === 0 ? '' : ',') + (fields[i]?.(row) ?? '');
    return text;
  };
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

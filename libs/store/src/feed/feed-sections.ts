import { isTerminal } from '@ringside/contracts';
import { stateOf, type FeedBatch, type NewDelivery, type PbxCall, type Tenant } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import { events, streams } from '../commit/fact-sections.js';
import { plain, section, text, time, type Column, type Section } from '../commit/section.js';
import type { CommitKind } from '../commit/statement.js';
import { DERIVED, JOINED, derived, joined } from './call-join.js';

const tenants: Section<FeedBatch, Tenant> = {
  table: 'tenant',
  key: [],
  columns: [
    plain('id', (tenant) => tenant.id),
    plain('account_id', (tenant) => tenant.accountId),
    plain('connection_id', (tenant) => tenant.connectionId),
    text('uuid', (tenant) => tenant.uuid),
    text('state', (tenant) => tenant.state),
    time('seen_at', (tenant) => tenant.seenAt),
    time('adopted_at', (tenant) => tenant.adoptedAt),
  ],
  onConflict: `on conflict (connection_id, uuid) do update set
    state = case t.state when 'adopted' then t.state else excluded.state end,
    adopted_at = coalesce(t.adopted_at, excluded.adopted_at)`,
  rows: (batch) => batch.tenants,
};

const merged = joined(
  (column) => `t.${column}`,
  (column) => `excluded.${column}`,
);
const follows = derived(merged);
const JOIN = [
  ...JOINED.map((column) => `${column} = ${merged(column)}`),
  ...DERIVED.map((column) => `${column} = ${follows(column)}`),
  `deadline_at = case when ${follows('in_flight')} then greatest(t.deadline_at, excluded.deadline_at) end`,
].join(', ');

const calls: Section<FeedBatch, PbxCall> = {
  table: 'call',
  key: [],
  columns: [
    plain('id', (call) => call.id),
    plain('account_id', (call) => call.accountId),
    { name: 'origin', field: () => 'pbx' },
    plain('connection_id', (call) => call.connectionId),
    plain('tenant_id', (call) => call.tenantId),
    text('provider_call_id', (call) => call.uuid),
    plain('heard', (call) => call.heard),
    plain('from_record', (call) => call.fromRecord),
    time('dialing_at', (call) => call.dialingAt),
    time('ringing_at', (call) => call.ringingAt),
    time('answered_at', (call) => call.answeredAt),
    time('ended_at', (call) => call.endedAt),
    text('phone', (call) => call.phone),
    text('from_number', (call) => call.from),
    text('caller_name', (call) => call.callerName),
    text('direction', (call) => call.direction),
    text('duration', (call) => call.duration),
    text('recording', (call) => call.recording),
    time('closed_at', (call) => call.closedAt),
    time('created_at', (call) => call.dialingAt ?? call.createdAt),
    text('state', stateNow),
    plain('in_flight', (call) => !isTerminal(stateNow(call))),
    text('reason', (call) => (endAssumed(call) ? 'unknown_end' : null)),
    plain('end_estimated', endAssumed),
    time('deadline_at', (call) => (isTerminal(stateNow(call)) ? null : call.deadlineAt)),
    plain('placements', () => 0),
    plain('placement_open', () => false),
  ],
  onConflict: `on conflict (tenant_id, provider_call_id) where origin = 'pbx' do update set ${JOIN}
    returning t.id, t.tenant_id, t.provider_call_id`,
  // A sync may have met a call first, and then the call has the id that the sync gave it.
  parts: (name, rows) =>
    `renamed as (select u.id as given, c.id from ${rows} u join ${name} c
       on c.tenant_id = u.tenant_id and c.provider_call_id = u.provider_call_id where c.id <> u.id)`,
  // Always in the same order, so that two writers wait for each other and do not lock each other out.
  rows: (batch) => [...batch.calls].sort((a, b) => (a.uuid < b.uuid ? -1 : 1)),
};

function stateNow(call: PbxCall): PbxCall['state'] {
  return stateOf(call, call.closedAt !== null);
}
function endAssumed(call: PbxCall): boolean {
  return call.closedAt !== null && (call.heard & HEARD.ended) === 0;
}

/** The id that the call of a row has in truth. */
const callId: NonNullable<Column<unknown>['instead']> = (tables) =>
  tables.has('call')
    ? 'coalesce((select r.id from renamed r where r.given = u.call_id), u.call_id)'
    : 'u.call_id';

interface NumberedDelivery {
  readonly delivery: NewDelivery;
  readonly ordinal: number;
}

const inbox: Section<FeedBatch, NumberedDelivery> = {
  table: 'inbox',
  key: [],
  columns: [
    time('received_at', ({ delivery }) => delivery.receivedAt),
    plain('ordinal', ({ ordinal }) => ordinal),
    plain('account_id', ({ delivery }) => delivery.accountId),
    plain('connection_id', ({ delivery }) => delivery.connectionId),
    { ...plain('call_id', ({ delivery }) => delivery.callId), instead: callId },
    text('kind', ({ delivery }) => delivery.kind),
    plain('tenant_id', ({ delivery }) => delivery.tenantId),
    plain('sync_id', ({ delivery }) => delivery.syncId),
    text('reason', ({ delivery }) => delivery.reason),
    text('status', ({ delivery }) => delivery.status),
    text('outcome', ({ delivery }) => delivery.outcome),
    text('body', ({ delivery }) => delivery.body),
  ],
  rows: (batch) => batch.inbox.map((delivery, ordinal) => ({ delivery, ordinal })),
};

/** Commits of the feeds of phone systems. */
export const FEED_COMMITS: CommitKind<FeedBatch> = {
  writer: 2,
  sections: [section(tenants), section(calls), section(inbox), events(callId), streams],
  // Rows find their place by their keys; what is joined is what came with the batch.
  planning: [
    'plan_cache_mode=force_generic_plan',
    'enable_seqscan=off',
    'enable_nestloop=off',
    'enable_mergejoin=off',
    'enable_bitmapscan=off',
  ],
};

import type { NewFact } from '@ringside/engine';
import { jsonField } from '../database/row-array.js';
import { storableJson } from '../database/text.js';
import { plain, section, text, time, type AnySection, type Column, type Section } from './section.js';

/** The part of a batch that every kind of batch has. */
interface WithFacts {
  readonly facts: readonly NewFact[];
}

/** @param callId how the call of a fact is found, when not simply by its id */
export function events(callId?: Column<NewFact>['instead']): AnySection<WithFacts> {
  return section({
    ...event,
    columns: event.columns.map((column) =>
      column.name === 'call_id' && callId !== undefined ? { ...column, instead: callId } : column,
    ),
  });
}

const event: Section<WithFacts, NewFact> = {
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

export const streams: AnySection<WithFacts> = section<WithFacts, StreamHead>({
  table: 'stream',
  key: [],
  columns: [
    text('name', ({ last }) => last.stream),
    plain('account_id', ({ last }) => last.accountId),
    plain('seq', ({ last }) => last.seq),
    time('contacts_canceled_at', ({ canceledAt }) => canceledAt),
  ],
  onConflict: `on conflict (name) do update set seq = excluded.seq,
    contacts_canceled_at = coalesce(excluded.contacts_canceled_at, t.contacts_canceled_at)`,
  rows: ({ facts }) => {
    // Facts of calls come by the thousand and carry their numbers themselves (`lastSeqs`). The head is kept for the day when old facts
    // are dropped: the last ones of a stream are not of calls.
    if (facts.every(({ type }) => type.startsWith('call.'))) return [];
    const heads = new Map<string, StreamHead>();
    for (const last of facts) {
      const before = heads.get(last.stream)?.canceledAt ?? null;
      const canceledAt = last.type === 'campaign.contacts_canceled' ? last.at : before;
      heads.set(last.stream, { last, canceledAt });
    }
    return [...heads.values()];
  },
});

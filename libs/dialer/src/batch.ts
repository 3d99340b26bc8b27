import type { Changes, CommitBatch, NewMessage, NewWebhook } from '@ringside/engine';
import { emptyChanges } from '@ringside/engine';
import type { BatchKind } from './writer.js';

/** What one transaction will write: the engines' changes and the webhooks that caused them. */
export interface Batch extends Changes {
  readonly inbox: NewWebhook[];
  /** What is posted of it to a developer's server. */
  readonly messages: NewMessage[];
}

export const DIALING: BatchKind<Batch, CommitBatch> = {
  empty: () => ({ ...emptyChanges(), inbox: [], messages: [] }),
  isEmpty,
  isUrgent: ({ effects }) => effects.length > 0,
  rows,
};

function isEmpty(batch: Batch): boolean {
  return (
    batch.inbox.length === 0 &&
    batch.facts.length === 0 &&
    batch.placements.length === 0 &&
    batch.newCalls.size === 0 &&
    batch.changedCalls.size === 0 &&
    batch.contacts.size === 0 &&
    batch.campaigns.size === 0
  );
}

function rows(batch: Batch): CommitBatch {
  const fresh = batch.newCalls;
  return {
    inbox: batch.inbox,
    newCalls: [...fresh.values()],
    changedCalls: [...batch.changedCalls.values()].filter((call) => !fresh.has(call.id)),
    contacts: [...batch.contacts.values()],
    campaigns: [...batch.campaigns.values()],
    placements: batch.placements,
    facts: batch.facts,
    messages: batch.messages,
  };
}

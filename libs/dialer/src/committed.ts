import type { Fact, FactType } from '@ringside/contracts';
import type { Call, CampaignContact, NewFact } from '@ringside/engine';
import { rfc3339 } from './views.js';

/** What became durable in one commit. The rows are live references: read them when memory is settled. */
export interface Committed {
  readonly facts: readonly NewFact[];
  readonly contacts: ReadonlyMap<string, Readonly<CampaignContact>>;
  readonly newCalls: ReadonlyMap<string, Readonly<Call>>;
  readonly changedCalls: ReadonlyMap<string, Readonly<Call>>;
}

/** Whether there is anything to tell of it. */
export function isNews({ facts, newCalls, changedCalls }: Committed): boolean {
  return facts.length > 0 || newCalls.size > 0 || changedCalls.size > 0;
}

/** A fact in the words of the wire. */
export function factView(fact: NewFact): Fact {
  return {
    stream: fact.stream,
    seq: fact.seq,
    type: fact.type as FactType,
    at: rfc3339(fact.at),
    data: fact.data,
  } as Fact;
}

import { CALL_STATES, isTerminal, type CallFact, type CallStateMessage } from '@ringside/contracts';
import type { Campaign, LoadedCampaign, NewFact, NewMessage, OutgoingStore } from '@ringside/engine';
import { v7 as uuidv7 } from 'uuid';
import type { Batch } from '../batch.js';
import { rfc3339 } from '../views.js';
import { stateUrl } from './state-url.js';

/** Every change of a call's state; and who answered, which is found out with the answer or later. */
const TOLD: ReadonlySet<string> = new Set<CallStateMessage['type']>([
  ...CALL_STATES.map((state) => `call.${state}` as const),
  'call.answered_by',
]);

/** Makes the messages of a campaign that has a `call_state_url`, in the batch that made their facts. */
export class Teller {
  /** Last sequence number of each call in flight. */
  private readonly sequences = new Map<string, number>();

  constructor(private readonly store: Pick<OutgoingStore, 'lastSequences'>) {}

  /** Before the first message of a campaign that was under way already. */
  async load({ campaign, inFlight }: LoadedCampaign): Promise<void> {
    if (campaign.callStateUrl === null || inFlight.length === 0) return;
    const last = await this.store.lastSequences(inFlight.map(({ call }) => call.id));
    for (const [callId, sequence] of last) this.sequences.set(callId, sequence);
  }

  /** Messages for the facts of the batch from this one on. */
  tell(campaign: Readonly<Campaign>, batch: Batch, from: number): void {
    if (campaign.callStateUrl === null) return;
    for (const fact of batch.facts.slice(from)) {
      if (!isTold(fact)) continue;
      // The last word on a call is its end, and that says who answered.
      if (fact.type === 'call.answered_by' && isTerminal(fact.data.state)) continue;
      const message = this.messageOf(campaign, campaign.callStateUrl, fact, batch);
      if (message !== null) batch.messages.push(message);
    }
  }

  /** The call has ended: it has no more numbers to give. */
  forget(callId: string): void {
    this.sequences.delete(callId);
  }

  private messageOf(
    campaign: Readonly<Campaign>,
    template: string,
    { type, at, contactId, data }: ToldFact,
    batch: Batch,
  ): NewMessage | null {
    const { call_id: callId, state, reason } = data;
    const url = stateUrl(template, { callId, campaignId: campaign.id, callerId: null });
    if (url === null) return null;
    const sequence = (this.sequences.get(callId) ?? 0) + 1;
    this.sequences.set(callId, sequence);
    const call = batch.newCalls.get(callId) ?? batch.changedCalls.get(callId);
    const body: CallStateMessage = {
      type,
      timestamp: rfc3339(at),
      data: {
        call_id: callId,
        campaign_id: campaign.id,
        contact_id: contactId,
        caller_id: null,
        sequence,
        state,
        reason,
        answered_by: call?.answeredBy ?? null,
      },
    };
    return {
      id: uuidv7(),
      accountId: campaign.accountId,
      campaignId: campaign.id,
      callId,
      sequence,
      type,
      url,
      body: JSON.stringify(body),
      createdAt: at,
    };
  }
}

interface ToldFact extends NewFact {
  readonly type: CallStateMessage['type'];
  readonly data: CallFact;
}

function isTold(fact: NewFact): fact is ToldFact {
  return TOLD.has(fact.type) && 'call_id' in fact.data;
}

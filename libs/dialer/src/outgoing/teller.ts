import { CALL_STATES, type CallState, type CallStateMessage } from '@ringside/contracts';
import type { Campaign, LoadedCampaign, NewFact, NewMessage, OutgoingStore } from '@ringside/engine';
import { v7 as uuidv7 } from 'uuid';
import type { Batch } from '../batch.js';
import { rfc3339 } from '../views.js';
import { stateUrl } from './state-url.js';

/** That a call is being placed is not told: nothing has left yet, and its next state follows at once. */
const TOLD: ReadonlyMap<string, CallState> = new Map(
  CALL_STATES.filter((state) => state !== 'placing').map((state) => [`call.${state}`, state] as const),
);

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
      const state = TOLD.get(fact.type);
      if (state === undefined || fact.callId === null) continue;
      const message = this.messageOf(campaign, campaign.callStateUrl, fact, fact.callId, state, batch);
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
    fact: NewFact,
    callId: string,
    state: CallState,
    batch: Batch,
  ): NewMessage | null {
    const url = stateUrl(template, { callId, campaignId: campaign.id, callerId: null });
    if (url === null) return null;
    const sequence = (this.sequences.get(callId) ?? 0) + 1;
    this.sequences.set(callId, sequence);
    const call = batch.newCalls.get(callId) ?? batch.changedCalls.get(callId);
    const body: CallStateMessage = {
      type: `call.${state}`,
      timestamp: rfc3339(fact.at),
      data: {
        call_id: callId,
        campaign_id: campaign.id,
        contact_id: fact.contactId,
        caller_id: null,
        sequence,
        state,
        reason: 'reason' in fact.data ? fact.data.reason : null,
        answered_by: call?.answeredBy ?? null,
      },
    };
    return {
      id: uuidv7(),
      accountId: campaign.accountId,
      campaignId: campaign.id,
      callId,
      sequence,
      type: body.type,
      url,
      body: JSON.stringify(body),
      createdAt: fact.at,
    };
  }
}

import { describe, expect, it } from '@jest/globals';
import { CALL_STATES, type CallState, type CallStateMessage, type FactType } from '@ringside/contracts';
import type { Call, Campaign, NewFact } from '@ringside/engine';
import { DIALING, type Batch } from '../batch.js';
import { Teller } from './teller.js';

const AT = Date.UTC(2026, 10, 20);
const campaign: Campaign = {
  id: 'p',
  accountId: 'a',
  connectionId: 'k',
  name: 'Friday',
  dialerType: 'Fixed',
  lines: 3,
  ringTimeoutMs: 60_000,
  maxDurationMs: 60_000,
  replyTimeoutMs: 10_000,
  machineDetection: 'detect',
  from: null,
  callStateUrl: 'https://x.example/:id',
  state: 'running',
  pass: 1,
  holding: null,
  createdAt: AT,
  startedAt: AT,
  endedAt: null,
};
const call: Call = {
  id: 'c',
  accountId: 'a',
  campaignId: 'p',
  contactId: 'n',
  connectionId: 'k',
  position: 1,
  pass: 1,
  phone: '12025550100',
  state: 'answered',
  reason: null,
  providerCallId: null,
  placements: 1,
  placementOpen: false,
  retryAt: null,
  createdAt: AT,
  dialingAt: AT,
  ringingAt: AT,
  answeredAt: AT,
  endedAt: null,
  endEstimated: false,
  deadlineAt: null,
  answeredBy: null,
  doNotCall: false,
};

function fact(type: FactType, state: CallState | null): NewFact {
  const about = { call_id: 'c', contact_id: 'n', position: 1, pass: 1, reason: null };
  return {
    stream: 'campaign:p',
    seq: 1,
    type,
    at: AT,
    accountId: 'a',
    campaignId: 'p',
    callId: state === null ? null : 'c',
    contactId: state === null ? null : 'n',
    data: state === null ? {} : { ...about, state },
  };
}

/** What is told of these facts, all in one batch. */
function told(
  facts: readonly NewFact[],
  more: Partial<Call> = {},
  of: Campaign = campaign,
): CallStateMessage[] {
  const batch: Batch = DIALING.empty();
  batch.changedCalls.set('c', { ...call, ...more });
  batch.facts.push(...facts);
  new Teller({ lastSequences: () => Promise.resolve(new Map()) }).tell(of, batch, 0);
  return batch.messages.map(({ body }) => JSON.parse(body) as CallStateMessage);
}

describe('what is told of a call', () => {
  it('is every state it comes into, numbered', () => {
    const messages = told(CALL_STATES.map((state) => fact(`call.${state}`, state)));
    expect(messages.map(({ type, data }) => [type, data.state, data.sequence])).toEqual(
      CALL_STATES.map((state, i) => [`call.${state}`, state, i + 1]),
    );
  });

  it('is who answered, in the state it was in', () => {
    const facts = [fact('call.answered', 'answered'), fact('call.answered_by', 'answered')];
    expect(told(facts, { answeredBy: 'machine' }).map(({ type, data }) => [type, data.answered_by])).toEqual([
      ['call.answered', 'machine'],
      ['call.answered_by', 'machine'],
    ]);
  });

  it('ends with its end, which says who answered when that came with it', () => {
    const facts = [fact('call.completed', 'completed'), fact('call.answered_by', 'completed')];
    const messages = told(facts, { state: 'completed', answeredBy: 'human' });
    expect(messages.map(({ type, data }) => [type, data.answered_by])).toEqual([['call.completed', 'human']]);
  });

  it('is nothing else, and nothing without an address', () => {
    expect(told([fact('campaign.paused', null), fact('call.refused', 'placing')])).toEqual([]);
    expect(told([fact('call.ringing', 'ringing')], {}, { ...campaign, callStateUrl: null })).toEqual([]);
  });
});

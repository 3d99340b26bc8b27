import { describe, expect, it } from '@jest/globals';
import { CALL_STATES, isTerminal } from '@ringside/contracts';
import type { Call } from '@ringside/engine';
import { callResource, callStory } from './call.resource.js';

const call: Call = {
  id: 'call-1',
  accountId: 'a',
  campaignId: 'camp-1',
  contactId: 'cont-1',
  connectionId: 'conn-1',
  position: 7,
  pass: 2,
  phone: '(202) 555-0100',
  state: 'answered',
  reason: null,
  providerCallId: '42',
  placements: 1,
  placementOpen: false,
  retryAt: null,
  createdAt: 1_000,
  dialingAt: 2_000,
  ringingAt: 3_000,
  answeredAt: 4_000,
  endedAt: null,
  endEstimated: false,
  deadlineAt: 9_000,
  answeredBy: null,
};

describe('a call as a document', () => {
  it('names its campaign, its contact and its times, and no account', () => {
    expect(callResource(call, false)).toEqual({
      uri: '/v1/calls/call-1',
      id: 'call-1',
      name: '(202) 555-0100',
      campaign_id: 'camp-1',
      contact_id: 'cont-1',
      position: 7,
      pass: 2,
      phone: '(202) 555-0100',
      state: 'answered',
      reason: null,
      provider_call_id: '42',
      placements: 1,
      created_at: '1970-01-01T00:00:01.000Z',
      dialing_at: '1970-01-01T00:00:02.000Z',
      ringing_at: '1970-01-01T00:00:03.000Z',
      answered_at: '1970-01-01T00:00:04.000Z',
      ended_at: null,
      end_estimated: false,
      deadline_at: '1970-01-01T00:00:09.000Z',
      actions: {},
      resources: {
        campaign: '/v1/campaigns/camp-1',
        contact: '/v1/campaigns/camp-1/contacts/cont-1',
        calls: '/v1/campaigns/camp-1/calls',
      },
    });
  });

  it.each(CALL_STATES)('in %s offers to hang up only when that means something', (state) => {
    const offers = (canHangUp: boolean): boolean =>
      'hang_up' in callResource({ ...call, state }, canHangUp).actions;
    expect(offers(true)).toBe(!isTerminal(state));
    expect(offers(false)).toBe(false);
  });
});

describe('its story', () => {
  it('is in the order it reached us: what caused a fact before the fact', () => {
    const { events } = callStory(
      call,
      {
        facts: [
          { at: 1_000, type: 'call.placing', reason: null },
          { at: 3_000, type: 'call.ringing', reason: null },
        ],
        webhooks: [
          { at: 3_000, status: 'ringing', providerAt: 2_900, outcome: 'applied', body: '{}' },
          { at: 3_500, status: 'ringing', providerAt: null, outcome: 'duplicate', body: '{"a":1}' },
        ],
        placements: [
          {
            accountId: 'a',
            callId: 'call-1',
            n: 1,
            requestedAt: 1_500,
            repliedAt: 2_000,
            outcome: 'accepted',
            reason: null,
          },
        ],
      },
      true,
    );
    expect(events.map(({ source, type, applied }) => [source, type, applied])).toEqual([
      ['fact', 'call.placing', true],
      ['placement', 'accepted', true],
      ['webhook', 'ringing', true],
      ['fact', 'call.ringing', true],
      ['webhook', 'ringing', false],
    ]);
    expect(events[2]).toMatchObject({ delay_ms: 100, reason: null });
    expect(events[4]).toMatchObject({
      delay_ms: null,
      reason: 'duplicate',
      body: '{"a":1}',
      at: '1970-01-01T00:00:03.500Z',
    });
  });
});

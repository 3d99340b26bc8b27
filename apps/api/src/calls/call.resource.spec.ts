import { describe, expect, it } from '@jest/globals';
import { CALL_STATES, isTerminal, type CallResource } from '@ringside/contracts';
import { callView } from '@ringside/dialer';
import { HAS_RECORD, type Call, type PbxCall } from '@ringside/engine';
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
  doNotCall: false,
};

const own: PbxCall = {
  id: 'call-2',
  accountId: 'a',
  connectionId: 'conn-2',
  tenantId: 'tenant-1',
  uuid: '6c4c0ae0',
  createdAt: 1_000,
  state: 'completed',
  reason: null,
  deadlineAt: null,
  closedAt: null,
  heard: 15,
  fromRecord: HAS_RECORD,
  dialingAt: 1_000,
  ringingAt: 2_000,
  answeredAt: 4_500,
  endedAt: 10_000,
  phone: '35799123458',
  from: '35725262136',
  callerName: null,
  direction: 'outbound',
  duration: '-9',
  recording: '3aad34f5',
};
const resource = (stored: Call, canHangUp: boolean): CallResource =>
  callResource(callView({ origin: 'campaign', call: stored }, 10_000), canHangUp);

describe('a call as a document', () => {
  it('names its campaign, its contact and its times, and no account', () => {
    expect(resource(call, false)).toEqual({
      uri: '/v1/calls/call-1',
      id: 'call-1',
      origin: 'campaign',
      connection_id: 'conn-1',
      tenant_id: null,
      name: '(202) 555-0100',
      campaign_id: 'camp-1',
      contact_id: 'cont-1',
      position: 7,
      pass: 2,
      phone: '(202) 555-0100',
      from: null,
      caller_name: null,
      direction: 'outbound',
      duration: null,
      talk_time: null,
      recording: null,
      answered_by: null,
      flags: [],
      has_record: false,
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
      'hang_up' in resource({ ...call, state }, canHangUp).actions;
    expect(offers(true)).toBe(!isTerminal(state));
    expect(offers(false)).toBe(false);
  });
});

describe('a call of a phone system as a document', () => {
  it('names its tenant and its feed, keeps what was given, and can not be hung up', () => {
    const document = callResource(callView({ origin: 'pbx', call: own }, 20_000), true);
    expect(document).toMatchObject({
      origin: 'pbx',
      name: '35799123458',
      tenant_id: 'tenant-1',
      campaign_id: null,
      from: '35725262136',
      duration: '-9',
      talk_time: 5.5,
      flags: ['negative_duration'],
      has_record: true,
      actions: {},
      resources: {
        feed: '/v1/feeds/conn-2',
        tenant: '/v1/tenants/tenant-1',
        calls: '/v1/calls?tenant=tenant-1',
      },
    });
    expect(
      callResource(callView({ origin: 'pbx', call: { ...own, state: 'ringing' } }, 20_000), true).actions,
    ).toEqual({});
  });
});

describe('its story', () => {
  it('is in the order it reached us: what caused a fact before the fact', () => {
    const { events } = callStory(resource(call, true), {
      facts: [
        { at: 1_000, type: 'call.placing', reason: null },
        { at: 3_000, type: 'call.ringing', reason: null },
      ],
      webhooks: [
        { kind: 'webhook', at: 3_000, status: 'ringing', providerAt: 2_900, outcome: 'applied', body: '{}' },
        {
          kind: 'webhook',
          at: 3_500,
          status: 'ringing',
          providerAt: null,
          outcome: 'duplicate',
          body: '{"a":1}',
        },
        { kind: 'record', at: 4_000, status: 'HANGUP', providerAt: null, outcome: 'applied', body: '{}' },
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
    });
    expect(events.map(({ source, type, applied }) => [source, type, applied])).toEqual([
      ['fact', 'call.placing', true],
      ['placement', 'accepted', true],
      ['webhook', 'ringing', true],
      ['fact', 'call.ringing', true],
      ['webhook', 'ringing', false],
      ['record', 'HANGUP', true],
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

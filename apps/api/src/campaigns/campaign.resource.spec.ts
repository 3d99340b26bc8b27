import { describe, expect, it } from '@jest/globals';
import { CAMPAIGN_STATES, type CampaignView, type RowView } from '@ringside/contracts';
import { campaignResource } from './campaign.resource.js';
import { contactResource } from './contact.resource.js';

const counts = {
  idle: 1,
  dialing: 0,
  ringing: 0,
  answered: 0,
  completed: 0,
  busy: 0,
  no_answer: 0,
  failed: 0,
  canceled: 0,
};
const view: CampaignView = {
  id: 'c',
  name: 'Friday',
  dialer_type: 'Fixed',
  state: 'idle',
  pass: 0,
  counts,
  total: 1,
  lines: 3,
  lines_in_use: 0,
  holding: null,
  ring_timeout: 60,
  max_duration: 3600,
  reply_timeout: 10,
  machine_detection: 'off',
  from: null,
  call_state_url: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  ended_at: null,
  seq: 1,
};

describe('a campaign as a document', () => {
  it.each([
    ['idle', ['start', 'add_contacts']],
    ['running', ['pause', 'stop', 'add_contacts']],
    ['paused', ['start', 'stop', 'add_contacts']],
    ['stopped', ['start']],
    ['completed', ['start']],
  ] as const)('that is %s offers %j', (state, actions) => {
    const resource = campaignResource({ ...view, state });
    expect(Object.keys(resource.actions)).toEqual(actions);
    for (const action of Object.values(resource.actions)) {
      expect(action).toMatchObject({
        method: 'POST',
        uri: expect.stringMatching(/^\/v1\/campaigns\/c\/\w+$/),
      });
    }
  });

  it('knows what every state allows', () => {
    for (const state of CAMPAIGN_STATES)
      expect(campaignResource({ ...view, state })).toMatchObject({ ...view, state });
  });
});

describe('a contact', () => {
  const row: RowView = {
    id: 'x',
    position: 1,
    phone: '1',
    name: null,
    status: 'idle',
    reason: null,
    calls: 0,
    call_id: null,
    call_state: null,
    deadline_at: null,
    started_at: null,
    ringing_at: null,
    answered_at: null,
    ended_at: null,
  };

  it('is its row with its address, and leads to its call once it has one', () => {
    const resources = { campaign: '/v1/campaigns/c', contacts: '/v1/campaigns/c/contacts' };
    const uri = '/v1/campaigns/c/contacts/x';
    expect(contactResource('c', row)).toEqual({ uri, ...row, actions: {}, resources });
    expect(contactResource('c', { ...row, call_id: 'k' }).resources).toEqual({
      ...resources,
      call: '/v1/calls/k',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { stateUrl } from './state-url.js';

const ids = { callId: 'C', campaignId: 'P', callerId: null };

describe('the address of a message', () => {
  it.each([
    [
      'http://customer.site.com/impact_dialing/calls/:id/callers/:caller_id/state_change',
      'http://customer.site.com/impact_dialing/calls/C/callers/none/state_change',
    ],
    ['https://x.example/:call_id?campaign=:campaign_id&call=:id', 'https://x.example/C?campaign=P&call=C'],
    ['https://x.example:8443', 'https://x.example:8443/'],
    ['https://x.example/a/:identity/:id_/v1:send/:ids', 'https://x.example/a/:identity/:id_/v1:send/:ids'],
    ['https://x.example/:id#:id', 'https://x.example/C'],
    ['https://x.example/%3Aid/:id:id', 'https://x.example/%3Aid/CC'],
  ])('%s', (template, filled) => {
    expect(stateUrl(template, ids)).toBe(filled);
  });

  it('holds the caller once there is one', () => {
    expect(stateUrl('https://x.example/:caller_id', { ...ids, callerId: 'K' })).toBe('https://x.example/K');
  });

  it.each(['', 'x', 'ftp://x.example/:id', 'http://:id.example/', 'http://x.example::id/'])(
    '%j is none',
    (template) => {
      expect(stateUrl(template, ids)).toBeNull();
    },
  );
});

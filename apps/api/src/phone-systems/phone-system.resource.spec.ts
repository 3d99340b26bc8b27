import { describe, expect, it } from '@jest/globals';
import type { PhoneSystemView } from '@ringside/contracts';
import { phoneSystemResource } from './phone-system.resource.js';

const view: PhoneSystemView = {
  id: 'conn-1',
  name: 'Asterisk at 127.0.0.1:8088',
  provider: 'asterisk',
  mock: false,
  dials: true,
  state: 'connected',
  since: '2026-11-20T09:00:00.000Z',
  engine: { name: 'Asterisk', version: '22.10.1' },
  calls_in_flight: 3,
  calls_up: 1,
  calls_per_second: 0.5,
  calls_per_second_limit: 10,
  max_concurrent: null,
  abilities: ['hang_up', 'reconcile'],
  last_error: null,
  warnings: [],
};

describe('a phone system as a document', () => {
  it('leads to its calls and to the others', () => {
    expect(phoneSystemResource(view)).toEqual({
      uri: '/v1/phone-systems/conn-1',
      ...view,
      actions: {},
      resources: {
        phone_systems: '/v1/phone-systems',
        calls: '/v1/calls?connection=conn-1',
        account: '/v1/account',
      },
    });
  });

  it('that makes calls of its own leads to its feed', () => {
    const { resources } = phoneSystemResource({ ...view, provider: 'pbx', abilities: ['records'] });
    expect(resources).toMatchObject({ feed: '/v1/feeds/conn-1' });
  });
});

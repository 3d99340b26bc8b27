import { Controller, Get } from '@nestjs/common';
import { SignedIn } from '../session/auth.guard.js';

/** The door of the API: where everything is. */
@SignedIn()
@Controller('v1')
export class IndexController {
  @Get()
  index(): object {
    return {
      uri: '/v1',
      name: 'Ringside API',
      actions: {
        create_campaign: { method: 'POST', uri: '/v1/campaigns' },
        call: { method: 'POST', uri: '/v1/call' },
        sync: { method: 'POST', uri: '/v1/syncs' },
        create_sign_in_link: { method: 'POST', uri: '/v1/session/links' },
      },
      resources: {
        account: '/v1/account',
        campaigns: '/v1/campaigns',
        calls: '/v1/calls',
        calls_csv: '/v1/calls.csv',
        minutes: '/v1/minutes',
        phone_systems: '/v1/phone-systems',
        feeds: '/v1/feeds',
        syncs: '/v1/syncs',
        tenants: '/v1/tenants',
        deliveries: '/v1/deliveries',
        health: '/healthz',
        metrics: '/metrics',
      },
    };
  }
}

import { Controller, Get } from '@nestjs/common';

/** The door of the API: where everything is. */
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
        create_sign_in_link: { method: 'POST', uri: '/v1/session/links' },
      },
      resources: {
        account: '/v1/account',
        campaigns: '/v1/campaigns',
        health: '/healthz',
        metrics: '/metrics',
      },
    };
  }
}

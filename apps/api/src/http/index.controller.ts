import { Controller, Get } from '@nestjs/common';
import type { Resource } from '@ringside/contracts';
import { changeAccountAction } from '../account/account.resource.js';
import { campaignActions } from '../campaigns/campaign.resource.js';
import { syncActions } from '../feed/feed.resource.js';
import { createKeyAction } from '../keys/key.resource.js';
import { ApiOperations } from '../openapi/api-operations.js';
import { inviteAction } from '../people/user.resource.js';
import { SignedIn } from '../session/auth.guard.js';
import { createLinkAction } from '../session/session.resource.js';
import { simulateActions } from '../simulations/simulation.resource.js';

/** The door of the API: where everything is. */
@SignedIn()
@Controller('v1')
export class IndexController {
  constructor(private readonly operations: ApiOperations) {}

  /** Where to go from here, and what can be made. */
  @Get()
  index(): Resource {
    return {
      uri: '/v1',
      name: 'Ringside API',
      actions: {
        ...campaignActions(),
        ...syncActions(),
        ...simulateActions(),
        invite: inviteAction(),
        create_api_key: createKeyAction(),
        change_account: changeAccountAction(),
        create_sign_in_link: createLinkAction(),
      },
      resources: { ...this.addresses(), health: '/healthz', metrics: '/metrics' },
    };
  }

  /** Everything that can be read without an id, by its name: `phone_systems`, `calls_csv`. */
  private addresses(): Record<string, string> {
    const readable = this.operations
      .all()
      .filter(({ method, path }) => method === 'GET' && path.startsWith('/v1/') && !path.includes(':'));
    return Object.fromEntries(
      readable.map(({ path }) => [
        path
          .slice('/v1/'.length)
          .replace(/\.json$/, '')
          .replaceAll(/[/.-]/g, '_'),
        path,
      ]),
    );
  }
}

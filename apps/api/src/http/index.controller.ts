import { Controller, Get } from '@nestjs/common';
import type { Resource } from '@ringside/contracts';
import { ChangeAccountDto } from '../account/account.dto.js';
import { campaignActions } from '../campaigns/campaign.resource.js';
import { syncActions } from '../feed/feed.resource.js';
import { NewKeyDto } from '../keys/keys.dto.js';
import { ApiOperations } from '../openapi/api-operations.js';
import { NewUserDto } from '../people/users.dto.js';
import { SignedIn } from '../session/auth.guard.js';
import { action } from './action.js';

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
        invite: action('POST', '/v1/users', NewUserDto),
        create_api_key: action('POST', '/v1/api-keys', NewKeyDto),
        change_account: action('PATCH', '/v1/account', ChangeAccountDto),
        create_sign_in_link: action('POST', '/v1/session/links'),
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

import { Controller, Get, Inject } from '@nestjs/common';
import type { Page, PhoneSystemResource } from '@ringside/contracts';
import type { DialerCommands } from '@ringside/dialer';
import { DIALER } from '../composition.js';
import { Id, found } from '../http/id.js';
import { onePage } from '../http/page.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { phoneSystemResource } from './phone-system.resource.js';

/** What calls go through, as it stands now. */
@Needs('read')
@Controller('v1/phone-systems')
export class PhoneSystemsController {
  constructor(@Inject(DIALER) private readonly dialer: DialerCommands) {}

  /** Every phone system, as it stands now. */
  @Get()
  list(@AccountId() accountId: string): Page<PhoneSystemResource> {
    return onePage('/v1/phone-systems', this.resources(accountId), {
      name: 'Phone systems',
      resources: { account: '/v1/account', feeds: '/v1/feeds' },
    });
  }

  /** One of them. */
  @Get(':id')
  get(@AccountId() accountId: string, @Id('id') id: string): PhoneSystemResource {
    return found(this.resources(accountId).find((system) => system.id === id) ?? null);
  }

  private resources(accountId: string): PhoneSystemResource[] {
    return this.dialer.phoneSystems(accountId).phone_systems.map(phoneSystemResource);
  }
}

import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Page, TenantResource } from '@ringside/contracts';
import { tenantView, type FeedCommands } from '@ringside/dialer';
import type { Tenant } from '@ringside/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, FEEDS, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { onePage } from '../http/page.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { tenantResource } from './feed.resource.js';

@Needs('read')
@Controller('v1/tenants')
export class TenantsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(FEEDS) private readonly feeds: FeedCommands,
  ) {}

  /** Whose calls they are, on phone systems with several tenants. */
  @Get()
  async list(@AccountId() accountId: string): Promise<Page<TenantResource>> {
    const tenants = await this.composition.store.for(accountId).tenants();
    return onePage(
      '/v1/tenants',
      tenants.map((tenant) => tenantDocument(tenant)),
      { name: 'Tenants', resources: { feeds: '/v1/feeds', minutes: '/v1/minutes' } },
    );
  }

  /** One of them. */
  @Get(':id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<TenantResource> {
    return tenantDocument(found(await this.composition.store.for(accountId).tenant(id)));
  }

  /** Takes its calls from now on, and those that were held aside. */
  @Needs('dial')
  @Post(':id/adopt')
  @HttpCode(200)
  async adopt(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TenantResource> {
    const command = { name: 'tenant.adopt', target: id, body: null };
    return answerOnce(this.composition.commands, request, reply, command, async () => ({
      status: 200,
      body: tenantResource(await this.feeds.adopt(accountId, id)),
    }));
  }
}

function tenantDocument(tenant: Tenant & { readonly held: number }): TenantResource {
  return tenantResource(tenantView(tenant, tenant.held));
}

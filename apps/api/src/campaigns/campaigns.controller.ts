import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { CampaignResource, Page } from '@ringside/contracts';
import type { DialerCommands, LiveCampaign } from '@ringside/dialer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Answer } from '../commands/http-command.js';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, DIALER, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { fieldsProblem } from '../http/validation.pipe.js';
import { mustBeReachable } from '../outgoing/call-state-url.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { CreateCampaignDto, StartDto } from './campaign.dto.js';
import { campaignActions, campaignResource, campaignUri, storedCampaign } from './campaign.resource.js';
import { checkedCampaign, newCampaign } from './new-campaign.js';
import { contactsOf } from './phone-list.js';

@Needs('read')
@Controller('v1')
export class CampaignsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(DIALER) private readonly dialer: DialerCommands,
  ) {}

  /** Newest first. */
  @Get('campaigns')
  async list(@AccountId() accountId: string, @Query() query: PageQueryDto): Promise<Page<CampaignResource>> {
    const running = new Set<string>();
    const campaigns = await this.composition.store.for(accountId).campaigns(pageRequest(query), (id) => {
      if (this.dialer.isLive(accountId, id)) running.add(id);
      return running.has(id);
    });
    const items = await Promise.all(
      campaigns.rows.map(async (detail) =>
        running.has(detail.campaign.id) ? this.get(accountId, detail.campaign.id) : storedCampaign(detail),
      ),
    );
    return page(
      '/v1/campaigns',
      {},
      query.limit,
      { ...campaigns, items },
      {
        name: 'Campaigns',
        actions: campaignActions(),
        resources: { account: '/v1/account', calls: '/v1/calls' },
      },
    );
  }

  /** A campaign as it stands now. */
  @Get('campaigns/:id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<CampaignResource> {
    const live = await this.dialer.live(accountId, id);
    if (live !== null) return campaignResource(live.campaign);
    return storedCampaign(found(await this.composition.store.for(accountId).campaign(id)));
  }

  /** Makes a campaign; it does not dial yet. */
  @Needs('dial')
  @Post('campaigns')
  async create(
    @AccountId() accountId: string,
    @Body() body: CreateCampaignDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignResource> {
    return this.make(accountId, 'campaign.create', body, request, reply);
  }

  /** Makes a campaign and starts it (seed 002). */
  @Needs('dial')
  @Post('call')
  async call(
    @AccountId() accountId: string,
    @Body() body: CreateCampaignDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignResource> {
    if (Array.isArray(body.phone_number) && body.phone_number.length === 0) {
      throw fieldsProblem([{ field: 'phone_number', code: 'is_empty', detail: 'Nobody to call.' }]);
    }
    return this.make(accountId, 'call.create', body, request, reply);
  }

  /** Starts or resumes; after the end, begins a new pass. */
  @Needs('dial')
  @Post('campaigns/:id/start')
  @HttpCode(200)
  async start(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() { only }: StartDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignResource> {
    const options = only === undefined || only === null ? {} : { only };
    return this.command(request, reply, 'campaign.start', id, options, () =>
      this.dialer.start(accountId, id, options),
    );
  }

  /** Nothing new is dialed; calls in flight go on. */
  @Needs('dial')
  @Post('campaigns/:id/pause')
  @HttpCode(200)
  async pause(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignResource> {
    return this.command(request, reply, 'campaign.pause', id, null, () => this.dialer.pause(accountId, id));
  }

  /** Ends the pass: what was not dialed is canceled. */
  @Needs('dial')
  @Post('campaigns/:id/stop')
  @HttpCode(200)
  async stop(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignResource> {
    return this.command(request, reply, 'campaign.stop', id, null, () => this.dialer.stop(accountId, id));
  }

  private async make(
    accountId: string,
    name: 'campaign.create' | 'call.create',
    body: CreateCampaignDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<CampaignResource> {
    const { store, commands, connectionId, minPhoneDigits, phoneSystem, outbound } = this.composition;
    if ((body.machine_detection ?? 'off') !== 'off' && !phoneSystem.can_detect_machines) {
      const detail = `${phoneSystem.label} cannot tell an answering machine from a person.`;
      throw fieldsProblem([{ field: 'machine_detection', code: 'not_supported', detail }]);
    }
    // Before the command is remembered: a body with a bad number may be mended and sent again with its key.
    const wanted = checkedCampaign(body);
    await mustBeReachable(outbound, body.call_state_url);
    const contacts = contactsOf(wanted.phone_number, minPhoneDigits, uuidv7);
    return answerOnce(commands, request, reply, { name, target: null, body }, async ({ saved, save }) => {
      // The id is kept before the campaign is made: a repeat after a crash finds it instead of dialing everybody twice.
      const id = typeof saved?.['campaign_id'] === 'string' ? saved['campaign_id'] : uuidv7();
      const made = saved !== null && (await store.for(accountId).campaign(id)) !== null;
      if (!made) {
        if (saved === null) await save({ campaign_id: id });
        await store.for(accountId).createCampaign(newCampaign(id, connectionId, wanted), contacts);
      }
      await this.dialer.announceCampaign(accountId, id);
      if (name === 'call.create') await this.dialer.start(accountId, id);
      return this.answer(201, await this.get(accountId, id));
    });
  }

  private command(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    target: string,
    body: unknown,
    act: () => Promise<LiveCampaign>,
  ): Promise<CampaignResource> {
    return answerOnce(this.composition.commands, request, reply, { name, target, body }, async () => {
      const live = await act();
      return this.answer(200, campaignResource(live.campaign));
    });
  }

  private answer(status: 200 | 201, body: CampaignResource): Answer<CampaignResource> {
    return status === 201 ? { status, location: campaignUri(body.id), body } : { status, body };
  }
}

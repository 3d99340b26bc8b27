import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Page, SimulationBasis, SimulationResource } from '@ringside/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keptId } from '../commands/command-log.js';
import { answerOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { fieldsProblem } from '../http/validation.pipe.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { MOST_CALLS, basisResource } from './basis.js';
import { settingsOf } from './settings.js';
import { BasisQueryDto, NewSimulationDto } from './simulation.dto.js';
import {
  SIMULATIONS_URI,
  nameOf,
  simulateActions,
  simulationInList,
  simulationResource,
  simulationUri,
} from './simulation.resource.js';
import { pageOf } from './simulations-page.js';
import { Simulations } from './simulations.js';
import { tooMuchWork } from './work.js';

/** What dialing would come to, reckoned before it is dialed. Nothing is dialed and nothing stored: to read is enough. */
@Needs('read')
@Controller('v1/simulations')
export class SimulationsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly simulations: Simulations,
  ) {}

  /** The newest of this process, newest first. */
  @Get()
  list(@AccountId() accountId: string, @Query() query: PageQueryDto): Page<SimulationResource> {
    const rows = pageOf(this.simulations.all(accountId), pageRequest(query));
    const items = rows.rows.map(simulationInList);
    return page(
      SIMULATIONS_URI,
      {},
      query.limit,
      { ...rows, items },
      {
        name: 'Simulations',
        actions: simulateActions(),
        resources: { basis: `${SIMULATIONS_URI}/basis` },
      },
    );
  }

  /** Reckons what dialing would come to, in the background: one at a time, the others wait for their turn. */
  @Needs('read')
  @Post()
  @HttpCode(202)
  async start(
    @AccountId() accountId: string,
    @Body() body: NewSimulationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SimulationResource> {
    const settings = settingsOf(body);
    const problem = tooMuchWork(settings);
    if (problem !== null) throw fieldsProblem([problem]);
    const name = body.name ?? nameOf(settings);
    const command = { name: 'simulation.start', target: null, body: { name, settings } };
    return answerOnce(this.composition.commands, request, reply, command, async (context) => {
      const one = this.simulations.start(accountId, await keptId(context), name, settings);
      return { status: 202, location: simulationUri(one.id), body: simulationResource(one) };
    });
  }

  /** What past calls say of answers and talk, to start from. */
  @Get('basis')
  async basis(
    @AccountId() accountId: string,
    @Query() { campaign }: BasisQueryDto,
  ): Promise<SimulationBasis> {
    const past = await this.composition.store.for(accountId).pastCalls(campaign ?? null, MOST_CALLS);
    return basisResource(past, campaign);
  }

  /** How far it is, then its figures. */
  @Get(':id')
  get(@AccountId() accountId: string, @Id('id') id: string): SimulationResource {
    return simulationResource(found(this.simulations.get(accountId, id)));
  }

  /** Ends it, waiting or running; one that is over stays as it is. */
  @Needs('read')
  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SimulationResource> {
    const command = { name: 'simulation.cancel', target: id, body: null };
    return answerOnce(this.composition.commands, request, reply, command, () =>
      Promise.resolve({
        status: 200,
        body: simulationResource(found(this.simulations.cancel(accountId, id))),
      }),
    );
  }
}

import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { COMPOSITION, type Composition } from '../composition.js';
import { Public } from '../session/auth.guard.js';
import { healthOf } from './health.js';

/** For whoever runs the service; docs/ say which of the two to wire where. */
@Controller()
export class HealthController {
  constructor(@Inject(COMPOSITION) private readonly composition: Composition) {}

  /** The process answers. When this fails, restart it. */
  @Public()
  @Get('livez')
  livez(): object {
    return { status: 'ok' };
  }

  /** It can dial and store. When this fails, a restart rarely helps: look at the part. */
  @Public()
  @Get('healthz')
  async healthz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { store, metrics, phoneSystem, dialing, now } = this.composition;
    const health = await healthOf({
      clock: () => store.clock(),
      now,
      dialing: dialing(),
      phoneSystem: { label: phoneSystem.label, mock: phoneSystem.mock, refusedInARow: metrics.refusedInARow },
    });
    void reply.status(health.status === 'ok' ? 200 : 503);
    return health;
  }
}

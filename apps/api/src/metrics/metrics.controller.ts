import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { COMPOSITION, type Composition } from '../composition.js';
import { Needs } from '../session/auth.guard.js';

@Needs('read')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(COMPOSITION) private readonly composition: Composition) {}

  /** For Prometheus; needs a key like everything else. */
  @Get()
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.composition;
    void reply.type(metrics.registry.contentType);
    return metrics.text();
  }
}

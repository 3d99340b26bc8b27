import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { syncView, type DialerCommands, type FeedCommands } from '@ringside/dialer';
import { COMPOSITION, DIALER, FEEDS, type Composition } from '../composition.js';
import { Public } from '../session/auth.guard.js';
import { healthOf, type Health } from './health.js';

/** Of all feeds together. */
const RECENT_SYNCS = 20;

/** For whoever runs the service; docs/ say which of the two to wire where. */
@Controller()
export class HealthController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(DIALER) private readonly dialer: DialerCommands,
    @Inject(FEEDS) private readonly feeds: FeedCommands,
  ) {}

  /** The process answers. When this fails, restart it. */
  @Public()
  @Get('livez')
  livez(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** It can dial and store. When this fails, a restart rarely helps: look at the part. */
  @Public()
  @Get('healthz')
  async healthz(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const { store, accountId, metrics, phoneSystem, dialing, now } = this.composition;
    const health = await healthOf({
      clock: () => store.clock(),
      now,
      dialing: dialing(),
      phoneSystem: { label: phoneSystem.label, mock: phoneSystem.mock, refusedInARow: metrics.refusedInARow },
      standing: this.dialer.phoneSystems(accountId).phone_systems.find(({ dials }) => dials) ?? null,
      feeds: this.feeds.feeds(accountId),
      syncs: async () => (await store.for(accountId).syncs({ limit: RECENT_SYNCS })).rows.map(syncView),
    });
    void reply.status(health.status === 'ok' ? 200 : 503);
    return health;
  }
}

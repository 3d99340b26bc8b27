import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { NewFact } from '@ringside/engine';
import { DialerExplorer } from './dialer.explorer.js';
import { DialerHost } from './dialer.host.js';
import { factView } from './committed.js';
import { Courier } from './outgoing/courier.js';
import { FeedHost } from './feeds/feed-host.js';

/** Starts the dialer when the application has started, and lets it finish before the application ends. */
@Injectable()
export class DialerOrchestrator implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly courier: Courier | null;

  constructor(
    private readonly host: DialerHost,
    private readonly feeds: FeedHost,
    private readonly explorer: DialerExplorer,
  ) {
    const { store, sender, messageSchedule: schedule, now, random, log } = host.options;
    this.courier =
      store.outgoing === undefined || sender === null
        ? null
        : new Courier({ store: store.outgoing, sender, schedule, now, random, log });
  }

  async onApplicationBootstrap(): Promise<void> {
    const handlers = this.explorer.handlers();
    if (handlers.size > 0) {
      const tell = ({ facts }: { readonly facts: readonly NewFact[] }): void => {
        for (const fact of facts) {
          if (isCopy(fact)) continue;
          for (const handle of handlers.get(fact.type) ?? []) this.tell(handle, fact);
        }
      };
      this.host.commits.subscribe(tell);
      this.feeds.news.subscribe(tell);
    }
    await this.host.open();
    await this.feeds.open();
    this.courier?.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.courier?.close();
    await this.feeds.close();
    await this.host.close();
  }

  private tell(handle: (fact: ReturnType<typeof factView>) => unknown, fact: NewFact): void {
    const failed = (error: unknown): void =>
      this.host.options.log.error({ fact: fact.type, error: String(error) }, 'an event handler failed');
    try {
      Promise.resolve(handle(factView(fact))).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** A campaign's own fact stands on the account's stream a second time. */
function isCopy(fact: NewFact): boolean {
  return (
    fact.stream.startsWith('account:') &&
    fact.type.startsWith('campaign.') &&
    fact.type !== 'campaign.created'
  );
}

import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DialerModule, DialerService, type DialerOptions } from '@ringside/dialer';
import { DialerWebhooksModule } from '@ringside/dialer/webhooks';
import { createOutbound } from '@ringside/outbound';
import { callApiProvider } from '@ringside/providers/call-api';
import { postgresStore, type ConnectionRow, type PostgresStore } from '@ringside/store';
import { v7 as newId } from 'uuid';

/** The phone system that calls go through. */
@Injectable()
export class PhoneSystem implements OnApplicationShutdown {
  private readonly url = process.env['CALL_API_URL'] ?? '';
  private readonly outbound = createOutbound({ allow: [new URL(this.url).host] });
  readonly provider = callApiProvider({ url: this.url, outbound: this.outbound });

  async onApplicationShutdown(): Promise<void> {
    await this.provider.close();
    await this.outbound.close();
  }
}

const STORE = Symbol('STORE');
const ACCOUNT = Symbol('ACCOUNT');

interface Account {
  readonly accountId: string;
  readonly connection: ConnectionRow;
}

/** What the dialer keeps its calls in, the account that dials, and what it dials through. */
@Module({
  providers: [
    PhoneSystem,
    {
      provide: STORE,
      useFactory: async (): Promise<PostgresStore> => {
        const store = postgresStore({ databaseUrl: process.env['DATABASE_URL'] ?? '' });
        await store.start();
        return store;
      },
    },
    {
      provide: ACCOUNT,
      inject: [STORE],
      useFactory: (store: PostgresStore): Promise<Account> =>
        store.directory.setUp({
          apiKey: 'unused',
          apiAuth: 'unused',
          connection: { provider: 'call-api', name: 'Mock' },
        }),
    },
  ],
  exports: [STORE, ACCOUNT, PhoneSystem],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: PostgresStore) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.stop();
  }
}

/** Makes lists of numbers and starts them. */
@Injectable()
export class Dialing {
  constructor(
    @Inject(STORE) private readonly store: PostgresStore,
    @Inject(ACCOUNT) private readonly account: Account,
    private readonly dialer: DialerService,
  ) {}

  async dial(phones: readonly string[]): Promise<void> {
    const { accountId, connection } = this.account;
    const id = newId();
    await this.store.for(accountId).createCampaign(
      {
        id,
        connectionId: connection.id,
        name: 'Customers',
        dialerType: 'Fixed',
        lines: 2,
        ringTimeoutMs: 60_000,
        maxDurationMs: 600_000,
        replyTimeoutMs: 10_000,
        machineDetection: 'off',
        from: null,
        callStateUrl: null,
      },
      phones.map((phone) => ({ id: newId(), phone, fields: {} })),
    );
    await this.dialer.start(accountId, id);
  }
}

@Module({
  imports: [
    StoreModule,
    DialerModule.forRootAsync({
      imports: [StoreModule],
      inject: [STORE, ACCOUNT, PhoneSystem],
      useFactory: (
        store: PostgresStore,
        { accountId, connection }: Account,
        { provider }: PhoneSystem,
      ): DialerOptions => ({
        store,
        connections: [{ id: connection.id, accountId, secret: connection.secret, provider }],
        publicUrl: process.env['PUBLIC_URL'] ?? '',
      }),
    }),
    DialerWebhooksModule,
  ],
  providers: [Dialing],
  exports: [Dialing],
})
export class DialingModule {}

// A bare Nest application that imports the dialer, as somebody else would write it. Started with plain node.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DialerModule, DialerService, OnDialerEvent, type FactOf } from '@ringside/dialer';
import { DialerWebhooksModule } from '@ringside/dialer/webhooks';
import type { Provider } from '@ringside/telephony';
import { createServer } from 'node:net';
import { memoryDatabase } from './memory-database.js';

const port = await freePort();
const phones = ['+1 212 555 0101', '+1 212 555 0102', '+1 212 555 0101'];

/** Takes every call, and reports it answered and completed by webhook. */
const provider: Provider = {
  kind: 'echo',
  label: 'Echo',
  capabilities: {
    originate: true,
    hangUp: false,
    reconcile: false,
    records: false,
    stream: false,
    detectMachine: false,
    legs: [],
    idempotentForMs: 0,
    reports: ['answered', 'completed'],
  },
  limits: { callsPerSecond: null, maxConcurrent: null },
  async originate({ webhookUrl }) {
    void report(webhookUrl);
    return { kind: 'accepted', providerCallId: null };
  },
  webhook: {
    trust: 'token',
    read: ({ body }) => ({
      kind: 'signal',
      signal: {
        state: Buffer.from(body).toString() === 'answered' ? 'answered' : 'completed',
        at: null,
        providerCallId: null,
        reason: null,
        answeredBy: null,
      },
    }),
  },
  async close() {},
};

async function report(webhookUrl: string): Promise<void> {
  for (const body of ['answered', 'completed']) {
    const { status } = await fetch(webhookUrl, { method: 'POST', body });
    if (status !== 204) console.log('webhook answered', status);
  }
}

@Injectable()
class Crm {
  @OnDialerEvent('call.answered')
  onAnswered(fact: FactOf<'call.answered'>): void {
    console.log('answered', fact.data.position);
  }

  @OnDialerEvent('campaign.completed')
  onCompleted(): void {
    console.log('completed');
    void app.close();
  }
}

@Module({
  imports: [
    DialerModule.forRoot({
      store: memoryDatabase(phones),
      connections: [{ id: 'c1', accountId: 'a1', provider, secret: new Uint8Array(32).fill(7) }],
      publicUrl: `http://127.0.0.1:${port}`,
    }),
    DialerWebhooksModule,
  ],
  providers: [Crm],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(port, '127.0.0.1');
await app.get(DialerService).start('a1', '0192a3b4-0000-7000-8000-000000000001');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

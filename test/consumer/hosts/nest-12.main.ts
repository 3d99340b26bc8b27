// A bare Nest 12 application: ES modules, on Fastify. Started with plain node.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, Customers } from './app.module.js';
import { Database } from './database.js';
import { Dialing } from './dialing.js';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(new URL(process.env['PUBLIC_URL'] ?? '').port, '127.0.0.1');
await app.get(Database).setUp(['+1 202 555 0101', '+1 202 555 0102', '+1 202 555 0103']);
await app.get(Dialing, { strict: false }).dial(await app.get(Database).phones());
await app.get(Customers).allCalled;
await app.close();

import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { PEOPLE_LIMITS, type ApiKeyResource, type NewApiKeyResource, type Page } from '@ringside/contracts';
import { RealtimeGateway } from '@ringside/dialer/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { keptId } from '../commands/command-log.js';
import { answerOnce, answerSecretOnce } from '../commands/http-command.js';
import { COMPOSITION, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { ProblemError } from '../http/problem.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { byId } from '../session/identity.js';
import { newToken } from '../session/token.js';
import { KEYS_URI, createKeyAction, keyResource, keyUri } from './key.resource.js';
import { NewKeyDto, RenameKeyDto, RotateKeyDto } from './keys.dto.js';

/** Keys of programs. */
@Needs('admin')
@Controller('v1/api-keys')
export class KeysController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly realtime: RealtimeGateway,
  ) {}

  /** Newest first, those that were revoked too. */
  @Get()
  async list(@AccountId() accountId: string, @Query() query: PageQueryDto): Promise<Page<ApiKeyResource>> {
    const keys = await this.composition.store.for(accountId).apiKeys(pageRequest(query));
    const rows = { ...keys, items: keys.rows.map(keyResource) };
    return page(KEYS_URI, {}, query.limit, rows, {
      name: 'API keys',
      actions: { create: createKeyAction() },
    });
  }

  /** One key; its secret is told nowhere. */
  @Get(':id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<ApiKeyResource> {
    return keyResource(found(await this.composition.store.for(accountId).apiKey(id)));
  }

  /** Makes a key; its secret, `api_auth`, is told this once. */
  @Post()
  @HttpCode(201)
  async create(
    @AccountId() accountId: string,
    @Body() { name, permissions }: NewKeyDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewApiKeyResource> {
    const { commands, store } = this.composition;
    const command = { name: 'api_key.create', target: null, body: { name, permissions } };
    return answerSecretOnce(commands, request, reply, command, async (context) => {
      const id = await keptId(context);
      const apiKey = `rk_${randomBytes(12).toString('base64url')}`;
      const apiAuth = newToken();
      const key = await store.for(accountId).createApiKey({ id, name, apiKey, apiAuth, permissions });
      return { status: 201, location: keyUri(id), body: { ...keyResource(key), api_auth: apiAuth } };
    });
  }

  /** Says what it is for. */
  @Patch(':id')
  async rename(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() { name }: RenameKeyDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKeyResource> {
    const { commands, store, authenticator } = this.composition;
    const command = { name: 'api_key.rename', target: id, body: { name } };
    return answerOnce(commands, request, reply, command, async () => {
      const key = found(await store.for(accountId).renameApiKey(id, name));
      authenticator.keysChanged();
      return { status: 200, body: keyResource(key) };
    });
  }

  /** A new secret, told this once; the one before works on for `overlap` seconds. */
  @Post(':id/rotate')
  @HttpCode(200)
  async rotate(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() { overlap: given }: RotateKeyDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewApiKeyResource> {
    const { commands, store, authenticator, now } = this.composition;
    const overlap = given ?? PEOPLE_LIMITS.rotation_overlap.default;
    const command = { name: 'api_key.rotate', target: id, body: { overlap } };
    return answerSecretOnce(commands, request, reply, command, async () => {
      const keys = store.for(accountId);
      if (found(await keys.apiKey(id)).revokedAt !== null) {
        throw new ProblemError('forbidden', 'The key was revoked; make a new one.');
      }
      const apiAuth = newToken();
      const key = found(await keys.rotateApiKey(id, apiAuth, now() + overlap * 1000));
      authenticator.keysChanged();
      return { status: 200, body: { ...keyResource(key), api_auth: apiAuth } };
    });
  }

  /** Ends the key at once: requests, sessions and sockets that live by it. It stays in the list. */
  @Delete(':id')
  @HttpCode(204)
  async revoke(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { commands, store, authenticator } = this.composition;
    const command = { name: 'api_key.revoke', target: id, body: null };
    await answerOnce<undefined>(commands, request, reply, command, async () => {
      found(await store.for(accountId).revokeApiKey(id));
      authenticator.keysChanged();
      this.realtime.end(byId('api_key', id));
      return { status: 204, body: undefined };
    });
  }
}

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
import { PEOPLE_LIMITS, type InvitationResource, type Page, type UserResource } from '@ringside/contracts';
import { RealtimeGateway } from '@ringside/dialer/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keptId } from '../commands/command-log.js';
import { answerOnce, answerSecretOnce } from '../commands/http-command.js';
import { NothingDto } from '../commands/nothing.dto.js';
import { COMPOSITION, type Composition } from '../composition.js';
import { Id, found } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { page, pageRequest } from '../http/page.js';
import { ProblemError } from '../http/problem.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { byId } from '../session/identity.js';
import { newToken, tokenHash } from '../session/token.js';
import { USERS_URI, invitationResource, inviteAction, userResource, userUri } from './user.resource.js';
import { ChangeUserDto, NewUserDto } from './users.dto.js';

/** Who may sign in. */
@Needs('admin')
@Controller('v1/users')
export class UsersController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly realtime: RealtimeGateway,
  ) {}

  /** Newest first. */
  @Get()
  async list(@AccountId() accountId: string, @Query() query: PageQueryDto): Promise<Page<UserResource>> {
    const users = await this.composition.store.for(accountId).users(pageRequest(query));
    const rows = { ...users, items: users.rows.map(userResource) };
    return page(USERS_URI, {}, query.limit, rows, {
      name: 'People',
      actions: { invite: inviteAction() },
    });
  }

  /** One of the people. */
  @Get(':id')
  async get(@AccountId() accountId: string, @Id('id') id: string): Promise<UserResource> {
    return userResource(found(await this.composition.store.for(accountId).user(id)));
  }

  /** Invites somebody. No mail is sent: hand on `url`, which is told this once. */
  @Post()
  @HttpCode(201)
  async invite(
    @AccountId() accountId: string,
    @Body() { name, email, role }: NewUserDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InvitationResource> {
    const { commands, store, publicUrl } = this.composition;
    const command = { name: 'user.invite', target: null, body: { name, email, role } };
    return answerSecretOnce(commands, request, reply, command, async (context) => {
      const id = await keptId(context);
      const { token, expiresAt, tokenHash: hash } = this.newInvitation();
      const user = await store
        .for(accountId)
        .createUser({ id, name, email, role }, { tokenHash: hash, expiresAt });
      if (user === 'email_taken') {
        throw new ProblemError('email_taken', 'A user with this email exists: invite them again instead.');
      }
      const body = invitationResource(user, { token, expiresAt, publicUrl });
      return { status: 201, location: userUri(id), body };
    });
  }

  /** A new invitation for somebody who is there already, also when the password was forgotten; the one before is over. */
  @Post(':id/invitation')
  @HttpCode(201)
  async inviteAgain(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() _body: NothingDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InvitationResource> {
    const { commands, store, publicUrl } = this.composition;
    const command = { name: 'user.invite_again', target: id, body: null };
    return answerSecretOnce(commands, request, reply, command, async () => {
      const people = store.for(accountId);
      if (found(await people.user(id)).state === 'disabled') {
        throw new ProblemError('forbidden', 'The user is disabled: make them active first.');
      }
      const { token, expiresAt, tokenHash: hash } = this.newInvitation();
      const user = found(await people.invite(id, { tokenHash: hash, expiresAt }));
      return { status: 201, body: invitationResource(user, { token, expiresAt, publicUrl }) };
    });
  }

  /** Changes name, role or state; a changed role or state holds for open sessions at once. */
  @Patch(':id')
  async change(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() { name, role, state }: ChangeUserDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserResource> {
    const { commands, store } = this.composition;
    const change = {
      ...(name === undefined || name === null ? {} : { name }),
      ...(role === undefined || role === null ? {} : { role }),
      ...(state === undefined || state === null ? {} : { disabled: state === 'disabled' }),
    };
    const command = { name: 'user.change', target: id, body: change };
    return answerOnce(commands, request, reply, command, async () => {
      const user = found(await store.for(accountId).changeUser(id, change));
      if (user === 'last_admin') throw lastAdmin();
      if ('role' in change || 'disabled' in change) this.realtime.end(byId('user', id));
      return { status: 200, body: userResource(user) };
    });
  }

  /** Deletes the user; what they did stays in the audit log. */
  @Delete(':id')
  @HttpCode(204)
  async delete(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.cutOff(request, reply, 'user.delete', id, async () => {
      const deleted = found(await this.composition.store.for(accountId).deleteUser(id));
      if (deleted === 'last_admin') throw lastAdmin();
    });
  }

  /** Signs the user out everywhere. */
  @Delete(':id/sessions')
  @HttpCode(204)
  async signOut(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.cutOff(request, reply, 'user.sign_out', id, async () => {
      const people = this.composition.store.for(accountId);
      found(await people.user(id));
      await people.endSessions({ userId: id, keyId: null });
    });
  }

  /** Does what ends all sessions of a user; what they follow live ends with them. */
  private async cutOff(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    userId: string,
    act: () => Promise<void>,
  ): Promise<void> {
    const command = { name, target: userId, body: null };
    await answerOnce<undefined>(this.composition.commands, request, reply, command, async () => {
      await act();
      this.realtime.end(byId('user', userId));
      return { status: 204, body: undefined };
    });
  }

  private newInvitation(): {
    readonly token: string;
    readonly tokenHash: string;
    readonly expiresAt: number;
  } {
    const token = newToken();
    const expiresAt = this.composition.now() + PEOPLE_LIMITS.invitation_lasts * 1000;
    return { token, tokenHash: tokenHash(token), expiresAt };
  }
}

function lastAdmin(): ProblemError {
  return new ProblemError(
    'last_admin',
    'Nobody else could manage people and keys: make another user admin first.',
  );
}

import { Inject, type OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayConnection,
  type OnGatewayInit,
} from '@nestjs/websockets';
import {
  BEAT_MS,
  type Ack,
  type AccountSnapshot,
  type CallsSnapshot,
  type CampaignCatchUp,
  type CampaignView,
  type ClientCommands,
  type PhoneSystemsSnapshot,
  type ServerEvents,
} from '@ringside/contracts';
import { isDeepStrictEqual } from 'node:util';
import type { Server, Socket } from 'socket.io';
import { DialerHost } from '../dialer.host.js';
import { DialerService } from '../dialer.service.js';
import { CallsView } from '../feeds/calls-view.js';
import { rfc3339 } from '../views.js';
import { answer, checked } from './answer.js';
import {
  CampaignCommandDto,
  FollowCampaignDto,
  KeyedDto,
  NothingDto,
  StartCommandDto,
  UnfollowCampaignDto,
} from './commands.dto.js';
import { Frames } from './frames.js';
import { LiveViews } from './live-views.js';
import { mustBeAllowed, type CommandName } from './permissions.js';
import { PhoneSystemRoom } from './phone-system-room.js';
import { REALTIME_OPTIONS, type RealtimeOptions, type SocketIdentity } from './realtime.options.js';

type Client = Socket<ClientCommands, ServerEvents, object, SocketIdentity>;
type Clients = Server<ClientCommands, ServerEvents, object, SocketIdentity>;

/** Largest message a client may send, bytes. */
const MESSAGE_LIMIT = 16 * 1024;
/** Most campaigns one connection follows at a time. */
const MOST_FOLLOWED = 20;

/** The socket: who may connect, which rooms they join, and the commands they send. */
@WebSocketGateway({ maxHttpBufferSize: MESSAGE_LIMIT })
export class RealtimeGateway implements OnGatewayInit, OnGatewayConnection, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Clients;
  private beat: NodeJS.Timeout | null = null;

  constructor(
    @Inject(REALTIME_OPTIONS) private readonly options: RealtimeOptions,
    private readonly dialer: DialerService,
    private readonly host: DialerHost,
    private readonly views: LiveViews,
    private readonly frames: Frames,
    private readonly calls: CallsView,
    private readonly phoneSystems: PhoneSystemRoom,
  ) {}

  afterInit(server: Clients): void {
    server.engine.opts.allowRequest = (request, decide) =>
      decide(null, this.options.allowOrigin(request.headers.origin));
    server.use((socket, next) => void this.admit(socket, next));
    this.frames.rooms = {
      size: (stream) => server.sockets.adapter.rooms.get(stream)?.size ?? 0,
      emitCampaign: (stream, frame) => server.to(stream).emit('campaign.frame', frame),
      emitAccount: (stream, frame) => server.to(stream).emit('account.frame', frame),
    };
    this.calls.rooms = {
      size: (accountId) => server.sockets.adapter.rooms.get(callsRoom(accountId))?.size ?? 0,
      emit: (accountId, frame) => server.to(callsRoom(accountId)).emit('calls.frame', frame),
    };
    this.phoneSystems.rooms = {
      size: (accountId) => server.sockets.adapter.rooms.get(phoneSystemsRoom(accountId))?.size ?? 0,
      emit: (accountId, snapshot) =>
        server.to(phoneSystemsRoom(accountId)).emit('phone_systems.changed', snapshot),
    };
    this.beat = setInterval(
      () => server.emit('server.beat', { at: rfc3339(this.host.options.now()) }),
      BEAT_MS,
    );
  }

  async handleConnection(socket: Client): Promise<void> {
    const { livesBy = [] } = socket.data;
    if (livesBy.length === 0) return;
    await socket.join(livesBy.map(livesByRoom));
    // It may have ended before anybody could find this connection by it.
    if (!isDeepStrictEqual(await this.identityOf(socket), socket.data)) socket.disconnect(true);
  }

  /** Closes the connections that live by something which has ended, or is not what it was. */
  end(livesBy: string): void {
    this.server.in(livesByRoom(livesBy)).disconnectSockets(true);
  }

  onModuleDestroy(): void {
    if (this.beat) clearInterval(this.beat);
    this.frames.rooms = null;
    this.calls.rooms = null;
    this.phoneSystems.rooms = null;
  }

  @SubscribeMessage('campaign.follow')
  follow(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<CampaignCatchUp>> {
    return this.answer(socket, 'campaign.follow', async () => {
      const { id, last_seq } = checked(FollowCampaignDto, body);
      const { accountId } = socket.data;
      await this.views.mustBelong(accountId, id);
      // First the room, then the state: what happens between the two comes in a frame.
      const followed = [...socket.rooms].filter((room) => room.startsWith('campaign:'));
      if (followed.length >= MOST_FOLLOWED && followed[0]) await socket.leave(followed[0]);
      await socket.join(`campaign:${id}`);
      return this.views.catchUp(accountId, id, last_seq);
    });
  }

  @SubscribeMessage('campaign.unfollow')
  unfollow(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<object>> {
    return this.answer(socket, 'campaign.unfollow', async () => {
      await socket.leave(`campaign:${checked(UnfollowCampaignDto, body).id}`);
      return {};
    });
  }

  @SubscribeMessage('campaign.start')
  start(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<CampaignView>> {
    return this.answer(socket, 'campaign.start', async () => {
      const command = checked(StartCommandDto, body);
      const options = command.only ? { only: command.only } : {};
      return this.once(socket, 'campaign.start', command, command.id, async () => {
        return (await this.dialer.start(socket.data.accountId, command.id, options)).campaign;
      });
    });
  }

  @SubscribeMessage('campaign.pause')
  pause(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<CampaignView>> {
    return this.answer(socket, 'campaign.pause', async () => {
      const command = checked(CampaignCommandDto, body);
      return this.once(socket, 'campaign.pause', command, command.id, async () => {
        return (await this.dialer.pause(socket.data.accountId, command.id)).campaign;
      });
    });
  }

  @SubscribeMessage('campaign.stop')
  stop(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<CampaignView>> {
    return this.answer(socket, 'campaign.stop', async () => {
      const command = checked(CampaignCommandDto, body);
      return this.once(socket, 'campaign.stop', command, command.id, async () => {
        return (await this.dialer.stop(socket.data.accountId, command.id)).campaign;
      });
    });
  }

  @SubscribeMessage('account.follow')
  followAccount(
    @ConnectedSocket() socket: Client,
    @MessageBody() body: unknown,
  ): Promise<Ack<AccountSnapshot>> {
    return this.answer(socket, 'account.follow', async () => {
      checked(NothingDto, body ?? {});
      const { accountId } = socket.data;
      await socket.join(`account:${accountId}`);
      return this.views.account(accountId);
    });
  }

  @SubscribeMessage('calls.follow')
  followCalls(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<CallsSnapshot>> {
    return this.answer(socket, 'calls.follow', async () => {
      checked(NothingDto, body ?? {});
      const { accountId } = socket.data;
      // First the room, then the state: what happens between the two comes in a frame.
      await socket.join(callsRoom(accountId));
      return this.views.calls(accountId);
    });
  }

  @SubscribeMessage('calls.unfollow')
  unfollowCalls(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<object>> {
    return this.answer(socket, 'calls.unfollow', async () => {
      checked(NothingDto, body ?? {});
      await socket.leave(callsRoom(socket.data.accountId));
      return {};
    });
  }

  @SubscribeMessage('phone_systems.follow')
  followPhoneSystems(
    @ConnectedSocket() socket: Client,
    @MessageBody() body: unknown,
  ): Promise<Ack<PhoneSystemsSnapshot>> {
    return this.answer(socket, 'phone_systems.follow', async () => {
      checked(NothingDto, body ?? {});
      const { accountId } = socket.data;
      await socket.join(phoneSystemsRoom(accountId));
      return this.phoneSystems.follow(accountId);
    });
  }

  @SubscribeMessage('phone_systems.unfollow')
  unfollowPhoneSystems(
    @ConnectedSocket() socket: Client,
    @MessageBody() body: unknown,
  ): Promise<Ack<object>> {
    return this.answer(socket, 'phone_systems.unfollow', async () => {
      checked(NothingDto, body ?? {});
      await socket.leave(phoneSystemsRoom(socket.data.accountId));
      return {};
    });
  }

  @SubscribeMessage('account.stop_everything')
  stopEverything(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<object>> {
    return this.brake(socket, 'account.stop_everything', body, () =>
      this.dialer.stopEverything(socket.data.accountId),
    );
  }

  @SubscribeMessage('account.allow_dialing')
  allowDialing(@ConnectedSocket() socket: Client, @MessageBody() body: unknown): Promise<Ack<object>> {
    return this.brake(socket, 'account.allow_dialing', body, () =>
      this.dialer.allowDialing(socket.data.accountId),
    );
  }

  private brake(
    socket: Client,
    name: CommandName,
    body: unknown,
    act: () => Promise<void>,
  ): Promise<Ack<object>> {
    return this.answer(socket, name, async () => {
      const command = checked(KeyedDto, body);
      return this.once(socket, name, command, null, async () => {
        await act();
        return {};
      });
    });
  }

  private once<T>(
    socket: Client,
    name: string,
    command: KeyedDto,
    target: string | null,
    run: () => Promise<T>,
  ): Promise<T> {
    if (!this.options.once) return run();
    const { key, ...body } = command;
    return this.options.once({ ...socket.data, key, name, target, body, ip: socket.handshake.address }, run);
  }

  private answer<T>(socket: Client, name: CommandName, act: () => Promise<T>): Promise<Ack<T>> {
    return answer(async () => {
      mustBeAllowed(name, socket.data);
      return act();
    }, this.host.options.log);
  }

  private async admit(socket: Client, next: (error?: Error) => void): Promise<void> {
    const identity = await this.identityOf(socket);
    if (!identity)
      return next(Object.assign(new Error('unauthenticated'), { data: { code: 'unauthenticated' } }));
    socket.data = identity;
    next();
  }

  private identityOf({ handshake: { headers, auth } }: Client): Promise<SocketIdentity | null> {
    return this.options.authenticate({ headers, auth: auth as Record<string, unknown> }).catch(() => null);
  }
}

function livesByRoom(livesBy: string): string {
  return `lives_by:${livesBy}`;
}

function callsRoom(accountId: string): `calls:${string}` {
  return `calls:${accountId}`;
}

function phoneSystemsRoom(accountId: string): `phone_systems:${string}` {
  return `phone_systems:${accountId}`;
}

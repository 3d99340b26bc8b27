import type {
  AccountFrame,
  Ack,
  CallsFrame,
  CampaignFrame,
  ClientCommands,
  Keyed,
  PhoneSystemsSnapshot,
  ServerEvents,
} from '@ringside/contracts';
import { Subject, type Observable } from 'rxjs';
import { io, type Socket } from 'socket.io-client';
import type { ClientOptions, ConnectionState } from './client.js';
import { createClockOffset } from './clock-offset.js';
import { newKey } from './key.js';
import { Liveness } from './liveness.js';
import { RingsideError, UnreachableError, ringsideError } from './ringside-error.js';
import type { Timings } from './timings.js';

type CommandName = keyof ClientCommands;
type BodyOf<N extends CommandName> = Parameters<ClientCommands[N]>[0];
type ResultOf<N extends CommandName> =
  Parameters<Parameters<ClientCommands[N]>[1]>[0] extends Ack<infer T> ? T : never;
type KeyedName = { [N in CommandName]: BodyOf<N> extends Keyed ? N : never }[CommandName];

/** The one socket to the server: what is heard on it, what is asked over it, and whether it is live. */
export interface Link {
  readonly state: Observable<ConnectionState>;
  /** True from each (re)connect to the next loss. */
  readonly connected: Observable<boolean>;
  readonly campaignFrames: Observable<CampaignFrame>;
  readonly accountFrames: Observable<AccountFrame>;
  readonly callsFrames: Observable<CallsFrame>;
  readonly phoneSystemsChanges: Observable<PhoneSystemsSnapshot>;
  readonly clockOffsetMs: () => number;
  /** Asks once; rejects at once when the connection is down or goes down. */
  ask<N extends CommandName>(name: N, body: BodyOf<N>): Promise<ResultOf<N>>;
  /** Sends a command that changes something, again with the same key after a reconnect. */
  command<N extends KeyedName>(name: N, body: Omit<BodyOf<N>, 'key'>): Promise<ResultOf<N>>;
  /** A stream says that it is behind since (local epoch ms), or `null`: caught up. Behind is not live. */
  behind(stream: string, since: number | null): void;
  signedIn(): void;
  signedOut(): void;
  close(): void;
}

export function openLink(options: ClientOptions, timings: Timings): Link {
  const socket: Socket<ServerEvents, ClientCommands> = io(options.url || globalThis.location.origin, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    forceNew: true,
    reconnectionDelay: timings.retry / 2,
    reconnectionDelayMax: timings.retry * 10,
    randomizationFactor: 0.5,
    withCredentials: true,
    ...(options.credentials && {
      auth: { api_key: options.credentials.apiKey, api_auth: options.credentials.apiAuth },
    }),
  });
  const liveness = new Liveness(timings);
  const campaignFrames = new Subject<CampaignFrame>();
  const accountFrames = new Subject<AccountFrame>();
  const callsFrames = new Subject<CallsFrame>();
  const phoneSystemsChanges = new Subject<PhoneSystemsSnapshot>();
  const offset = createClockOffset();
  let lastCheck = Date.now();

  const renew = (): void => {
    socket.disconnect();
    socket.connect();
  };

  socket.on('connect', () => {
    liveness.up();
  });
  socket.on('disconnect', (reason) => {
    liveness.down();
    // The server closed it on purpose (session over, restart): Socket.IO leaves the reconnect to us.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    const code = error.data?.code ?? error.message;
    if (code === 'unauthenticated' || code === 'forbidden') setSignedOut();
    else if (!socket.active && !liveness.signedOut) retryLater();
    liveness.judge();
  });
  socket.on('server.beat', (beat) => {
    offset.sample(Date.parse(beat.at) - Date.now());
    liveness.heard();
  });
  socket.on('campaign.frame', (frame) => {
    liveness.heard();
    campaignFrames.next(frame);
  });
  socket.on('account.frame', (frame) => {
    liveness.heard();
    accountFrames.next(frame);
  });
  socket.on('calls.frame', (frame) => {
    liveness.heard();
    callsFrames.next(frame);
  });
  socket.on('phone_systems.changed', (snapshot) => {
    liveness.heard();
    phoneSystemsChanges.next(snapshot);
  });

  /** Refused by the server's middleware for another reason than the sign-in: Socket.IO gives up, we do not. */
  function retryLater(): void {
    setTimeout(
      () => !socket.connected && !liveness.signedOut && socket.connect(),
      timings.retry * (1 + Math.random()),
    );
  }

  function setSignedOut(): void {
    liveness.signedOut = true;
    socket.disconnect();
    liveness.down();
  }

  const timer = setInterval(() => {
    const now = Date.now();
    // After a stall of our own (sleep, long task) what the socket holds is heard first, judged next time.
    const stalled = now - lastCheck > timings.silentAfter;
    lastCheck = now;
    if (stalled) return;
    if (liveness.isDead(now)) renew();
    liveness.judge();
  }, timings.check);

  const backOnline = (): void => {
    if (!liveness.signedOut && !socket.connected) renew();
  };
  globalThis.addEventListener?.('online', backOnline);

  async function ask<N extends CommandName>(name: N, body: BodyOf<N>): Promise<ResultOf<N>> {
    if (!socket.connected) throw new UnreachableError('unreachable', 'not connected');
    let answer: Ack<ResultOf<N>>;
    try {
      answer = (await (socket as Socket).timeout(timings.ack).emitWithAck(name, body)) as Ack<ResultOf<N>>;
    } catch {
      if (!socket.connected) throw new UnreachableError('unreachable', 'the connection was lost');
      throw new UnreachableError('timeout', `no answer to ${name} in ${timings.ack / 1000} s`);
    }
    if (answer.ok) return answer.data;
    if (answer.error.code === 'unauthenticated') setSignedOut();
    throw ringsideError(answer.error.code, answer.error.message, 0, answer.error.errors ?? []);
  }

  async function command<N extends KeyedName>(name: N, body: Omit<BodyOf<N>, 'key'>): Promise<ResultOf<N>> {
    const keyed = { ...body, key: newKey() } as BodyOf<N>;
    const until = Date.now() + timings.command;
    // What was never sent is given up early: a Call pressed offline must not ring a minute later.
    await connectedWithin(timings.ack);
    for (;;) {
      try {
        return await ask(name, keyed);
      } catch (error) {
        if (!(error instanceof RingsideError) || error.code !== 'unreachable') throw error;
        await connectedWithin(until - Date.now());
      }
    }
  }

  function connectedWithin(ms: number): Promise<void> {
    if (liveness.isConnected) return Promise.resolve();
    return new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(
        () => {
          waiting.unsubscribe();
          reject(new UnreachableError('unreachable', 'the server cannot be reached'));
        },
        Math.max(0, ms),
      );
      const waiting = liveness.connected.subscribe((up) => {
        if (!up) return;
        clearTimeout(giveUp);
        queueMicrotask(() => waiting.unsubscribe());
        resolve();
      });
    });
  }

  return {
    state: liveness.state,
    connected: liveness.connected,
    campaignFrames,
    accountFrames,
    callsFrames,
    phoneSystemsChanges,
    clockOffsetMs: offset.value,
    ask,
    command,
    behind: (stream, since) => liveness.behind(stream, since),
    signedIn() {
      liveness.signedOut = false;
      renew();
    },
    signedOut: setSignedOut,
    close() {
      clearInterval(timer);
      globalThis.removeEventListener?.('online', backOnline);
      liveness.signedOut = true;
      socket.disconnect();
      liveness.close();
      campaignFrames.complete();
      accountFrames.complete();
      callsFrames.complete();
      phoneSystemsChanges.complete();
    },
  };
}

import type { Ack, ClientCommands, ServerEvents } from '@ringside/contracts';
import { io, type Socket } from 'socket.io-client';
import { CREDENTIALS, type Api } from '../e2e/harness.js';

/** The socket without our client in between. */
export type RawSocket = Socket<ServerEvents, ClientCommands>;

const sockets: RawSocket[] = [];

/** A socket of whoever has this key; it is closed by {@link closeSockets}. */
export async function connect(
  api: Api,
  key: { readonly apiKey: string; readonly apiAuth: string } = CREDENTIALS,
): Promise<RawSocket> {
  const socket: RawSocket = io(api.url, {
    transports: ['websocket'],
    auth: { api_key: key.apiKey, api_auth: key.apiAuth },
    forceNew: true,
  });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** For `afterEach`. */
export function closeSockets(): void {
  for (const socket of sockets.splice(0)) socket.close();
}

/** Sends a command that may be anything; answers its acknowledgement. */
export async function send<T>(socket: RawSocket, command: string, body: unknown): Promise<Ack<T>> {
  return (await (socket as unknown as Socket).timeout(30_000).emitWithAck(command, body)) as Ack<T>;
}

/** What a command answered; throws when it was refused. */
export async function done<T>(answer: Promise<Ack<T>>): Promise<T> {
  const ack = await answer;
  if (!ack.ok) throw new Error(JSON.stringify(ack.error));
  return ack.data;
}

import type { PhoneSystemView, PhoneSystemsSnapshot } from '@ringside/contracts';
import type { Page, WebSocketRoute } from 'playwright-core';

const NAME = 'Asterisk at 127.0.0.1:8088';

/** Phone systems of our making in one page; everything else is the service's. */
export interface PlayedSystems {
  show(...systems: readonly PhoneSystemView[]): void;
}

/**
 * From the next load of the page on, its socket hears of these phone systems instead of the service's own, so that every state can be
 * looked at. The account then also says that machines can be told from people, and what it dials through.
 */
export async function playPhoneSystems(
  page: Page,
  ...first: readonly PhoneSystemView[]
): Promise<PlayedSystems> {
  let systems = first;
  const sockets = new Set<WebSocketRoute>();
  const snapshot = (): PhoneSystemsSnapshot => ({
    at: new Date().toISOString(),
    phone_systems: systems,
  });
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    sockets.add(socket);
    socket.onMessage((message) => {
      // Socket.IO: `42`, the number of the acknowledgement, and the command.
      const [, ack] = /^42(\d+)\["phone_systems\.follow"/.exec(String(message)) ?? [];
      if (ack === undefined) server.send(message);
      else socket.send(`43${ack}${JSON.stringify([{ ok: true, data: snapshot() }])}`);
    });
    server.onMessage((message) => {
      const text = String(message);
      if (text.startsWith('42["phone_systems.changed"')) return;
      socket.send(
        text
          .replaceAll('"can_detect_machines":false', '"can_detect_machines":true')
          .replace(/"label":"Call API at [^"]+"/, `"label":"${NAME}"`),
      );
    });
    socket.onClose((code, reason) => {
      sockets.delete(socket);
      void server.close({ ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) });
    });
  });
  return {
    show(...next) {
      systems = next;
      const message = `42${JSON.stringify(['phone_systems.changed', snapshot()])}`;
      for (const socket of sockets) socket.send(message);
    },
  };
}

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** An Asterisk at work. */
export function asterisk(changes: Partial<PhoneSystemView> = {}): PhoneSystemView {
  return {
    id: 'asterisk',
    name: NAME,
    provider: 'asterisk',
    mock: false,
    dials: true,
    state: 'connected',
    since: ago(4 * 3600 + 1234),
    engine: { name: 'Asterisk', version: '22.10.1' },
    calls_in_flight: 28,
    calls_up: 12,
    calls_per_second: 4.2,
    calls_per_second_limit: 50,
    max_concurrent: null,
    abilities: ['hang_up', 'reconcile', 'detect_machine', 'bridge', 'listen', 'play'],
    last_error: null,
    warnings: [],
    ...changes,
  };
}

/** The same, gone some minutes ago. */
export function lostAsterisk(): PhoneSystemView {
  return asterisk({
    state: 'disconnected',
    since: ago(137),
    calls_per_second: 0,
    last_error: {
      code: 'unreachable',
      detail:
        'http://asterisk-in-the-cellar.example.internal:8088/ari/events?app=ringside&subscribeAll=false does not answer ' +
        '(connect ECONNREFUSED): is Asterisk running, is http.conf enabled on that address, and does ARI_URL name it?',
      at: ago(3),
    },
  });
}

/** One that has reached what it takes, and lacks something in its dialplan. */
export function busyAsterisk(): PhoneSystemView {
  return asterisk({
    max_concurrent: 30,
    calls_in_flight: 30,
    calls_up: 22,
    calls_per_second: 10,
    calls_per_second_limit: 10,
    last_error: { code: 'broken', detail: 'The connection was reset.', at: ago(5 * 3600) },
    warnings: [
      {
        code: 'dialplan',
        detail:
          'Ends of calls that were missed cannot be looked up: add [ringside] with the extension "ended" to extensions.conf.',
        at: ago(4000),
      },
    ],
  });
}

/** One that tells by webhooks, and makes calls of its own. */
export function mockPbx(): PhoneSystemView {
  return asterisk({
    id: 'pbx',
    name: 'Mock phone system',
    provider: 'pbx',
    mock: true,
    dials: false,
    state: 'reachable',
    since: ago(61),
    engine: null,
    calls_in_flight: 0,
    calls_up: 0,
    calls_per_second: 0,
    calls_per_second_limit: null,
    abilities: ['records'],
  });
}

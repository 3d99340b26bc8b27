import { request as httpRequest, type ServerResponse } from 'node:http';
import { createOutbound } from '@ringside/outbound';
import { callApiProvider, CONTROLLED_CALL_API_CAPABILITIES } from '@ringside/providers/call-api';
import type { PlacedCall, RawWebhook } from '@ringside/telephony';
import { describeProvider, startFakeHttpSystem } from '@ringside/telephony/conformance';
import type {
  FakePhoneSystem,
  HttpRequest,
  ReportedState,
  Rig,
  SeenRequest,
} from '@ringside/telephony/conformance';
import { type CallStatus, type PbxMock, startPbxMock } from './index.js';

// The suite on the real mock. What stands in front of it counts requests to place a call, and spoils them when the suite says so;
// everything else goes through, and who hears whom is what the mock itself says.

describeProvider('call-api with control, on the mock', {
  capabilities: CONTROLLED_CALL_API_CAPABILITIES,
  webhooks: 'token',
  media: { short: 'message', long: 'seconds:1000', missing: 'no-such-thing' },
  start: async () => {
    const mock = await startPbxMock({ port: 0, behaviour: { people: 'told', speed: 100 } });
    const front = await startFakeHttpSystem({
      readPlacement,
      accept: async (_n, _seen, { path, headers, body }) => {
        const type = headers['content-type'] ?? '';
        const answer = await fetch(`${mock.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': type },
          body,
        });
        return { status: answer.status, body: await answer.text() };
      },
      fail: (error) => ({ status: 200, body: JSON.stringify({ error }) }),
      garbage: { status: 200, body: '<html>It works!</html>' },
      webhook: (status, id) => ({ headers: JSON_TYPE, body: JSON.stringify({ id, status }) }),
      other: (request, response) => passOn(mock.url, request, response),
    });
    const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
    return {
      provider: callApiProvider({ url: front.url, outbound, control: true }),
      system: Object.assign(front, viewOf(mock)),
      webhooks: { status: webhook, unknown: webhook },
      release: async () => {
        await outbound.close();
        await mock.close();
      },
    } satisfies Rig;
  },
});

const JSON_TYPE = { 'content-type': 'application/json' };

/** The mock's own view of its calls. */
function viewOf(mock: PbxMock): Partial<FakePhoneSystem> {
  const nameOf = (id: number): string => mock.call(id)?.callId ?? String(id);
  const idOf = ({ callId }: PlacedCall): number => mock.call(callId)?.id ?? 0;
  const move = async (call: PlacedCall, state: ReportedState, by?: 'human' | 'machine'): Promise<void> => {
    if (!mock.move(idOf(call), state as CallStatus, by)) throw new Error(`it cannot become ${state}`);
    while (mock.call(call.callId)?.status !== state) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    move: (call, state) => move(call, state),
    answerBy: (call, by) => move(call, 'answered', by),
    wasHungUp: (call) => mock.calls().some(({ id, ending }) => id === idOf(call) && ending === 'hung_up'),
    bridges: () => mock.bridges().map(({ calls }) => calls.map(nameOf)),
    hears: (call) =>
      mock.listenings().flatMap(({ heard, listener }) => (listener === idOf(call) ? [nameOf(heard)] : [])),
    playing: (call) => mock.playing(idOf(call)),
  };
}

function readPlacement({ method, path, body }: HttpRequest): SeenRequest | null {
  if (method !== 'POST' || path !== '/call') return null;
  const order = JSON.parse(body) as { phone: string; webhookURL: string; call_id: string };
  return { to: order.phone, from: null, callId: order.call_id, webhookUrl: order.webhookURL };
}

/** Asks the mock, and gives up when the asker does. */
function passOn(url: string, { method, path, headers, body }: HttpRequest, response: ServerResponse): void {
  const { host: _host, connection: _connection, ...kept } = headers;
  const onward = httpRequest(`${url}${path}`, { method, headers: kept, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' });
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  onward.end(body);
}

function webhook(status: string): RawWebhook {
  return {
    method: 'POST',
    url: 'http://127.0.0.1:3000/webhooks/call-api/connection/call/token',
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify({ id: 1234, status })),
  };
}

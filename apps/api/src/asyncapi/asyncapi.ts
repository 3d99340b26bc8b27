import type { JsonSchema } from '../http/fields.js';
import { API_VERSION } from '../openapi/openapi.js';
import { API_TYPES } from '../openapi/types.generated.js';

const { commands, events, schemas } = API_TYPES;

/** What a command that was refused is answered with. */
const REFUSED: JsonSchema = {
  type: 'object',
  properties: {
    ok: { const: false },
    error: {
      type: 'object',
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        errors: { type: 'array', items: { $ref: '#/components/schemas/FieldProblem' } },
      },
      required: ['code', 'message'],
    },
  },
  required: ['ok', 'error'],
};

/** The AsyncAPI 3 document: the socket's commands and events, and the messages to a developer's server. */
export function asyncApiDocument(publicUrl: string): JsonSchema {
  const { host, protocol, pathname } = new URL(publicUrl);
  const messages: Record<string, JsonSchema> = {};
  const operations: Record<string, JsonSchema> = {};
  const socket = { $ref: '#/channels/socket' };
  const message = (name: string, summary: string, payload: JsonSchema): { $ref: string } => {
    messages[name] = { name, ...(summary === '' ? {} : { summary }), payload };
    return { $ref: `#/channels/socket/messages/${name}` };
  };
  for (const [name, { summary, body, answer }] of Object.entries(commands)) {
    operations[name] = {
      action: 'receive',
      channel: socket,
      messages: [message(name, summary, body)],
      reply: { channel: socket, messages: [message(`${name}.answer`, '', ackOf(answer))] },
    };
  }
  for (const [name, { summary, body }] of Object.entries(events)) {
    operations[name] = { action: 'send', channel: socket, messages: [message(name, summary, body)] };
  }
  operations['call_state'] = {
    action: 'send',
    channel: { $ref: '#/channels/call_state_url' },
    messages: [{ $ref: '#/channels/call_state_url/messages/call_state' }],
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Ringside, live',
      version: API_VERSION,
      description: 'The socket (Socket.IO 4) and the messages that are posted to `call_state_url`.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      socket: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        pathname: `${pathname.replace(/\/$/, '')}/socket.io/`,
        description:
          'Socket.IO 4 with the same credentials as REST, in the handshake. See docs/protocol/socket.md.',
      },
    },
    channels: {
      socket: {
        description: 'Events are named by their message; every command is acknowledged with its answer.',
        servers: [{ $ref: '#/servers/socket' }],
        messages,
      },
      call_state_url: {
        address: null,
        description: 'Posted as Standard Webhooks 1.0 to the `call_state_url` of a campaign.',
        messages: {
          call_state: {
            name: 'call_state',
            headers: {
              type: 'object',
              properties: Object.fromEntries(
                ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
                  name,
                  { type: 'string' },
                ]),
              ),
            },
            payload: { $ref: '#/components/schemas/CallStateMessage' },
          },
        },
      },
    },
    operations,
    components: { schemas },
  };
}

function ackOf(data: JsonSchema): JsonSchema {
  const done = {
    type: 'object',
    properties: { ok: { const: true }, data },
    required: ['ok', 'data'],
  };
  return { oneOf: [done, REFUSED] };
}

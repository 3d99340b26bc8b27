import { createOutbound } from '@ringside/outbound';
import { describeProvider, startFakeHttpSystem } from '@ringside/telephony/conformance';
import type { HttpRequest, SeenRequest } from '@ringside/telephony/conformance';
import type { RawWebhook } from '@ringside/telephony';
import { CALL_API_CAPABILITIES, callApiProvider } from './index.js';

describeProvider('call-api', {
  capabilities: CALL_API_CAPABILITIES,
  webhooks: 'token',
  start: async () => {
    const system = await startFakeHttpSystem({
      readPlacement,
      accept: (id) => ({ status: 200, body: JSON.stringify({ id }) }),
      fail: (error) => ({ status: 200, body: JSON.stringify({ error }) }),
      garbage: { status: 200, body: '<html>It works!</html>' },
      webhook: (status, id) => ({ headers: JSON_TYPE, body: JSON.stringify({ id, status }) }),
    });
    const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
    return {
      provider: callApiProvider({ url: system.url, outbound }),
      system,
      webhooks: { status: webhook, unknown: webhook },
      release: () => outbound.close(),
    };
  },
});

const JSON_TYPE = { 'content-type': 'application/json' };

/** As strict as the real ones: JSON, these two fields, and nothing else. */
function readPlacement(request: HttpRequest): SeenRequest | null {
  if (request.method !== 'POST' || request.path !== '/call') return null;
  if (request.headers['content-type'] !== 'application/json') return null;
  const { phone, webhookURL, ...rest } = JSON.parse(request.body) as Record<string, unknown>;
  if (typeof phone !== 'string' || typeof webhookURL !== 'string' || Object.keys(rest).length > 0)
    return null;
  return { to: phone, from: null, callId: null, webhookUrl: webhookURL };
}

function webhook(status: string): RawWebhook {
  return {
    method: 'POST',
    url: 'http://127.0.0.1:3000/webhooks/call-api/connection/call/token',
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify({ id: 1234, status })),
  };
}

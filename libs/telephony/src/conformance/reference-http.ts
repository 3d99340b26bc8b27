import { request as httpRequest } from 'node:http';
import { placementOutcomeOf } from '../placement.js';
import type { HttpEnding, PlacementReply } from '../placement.js';
import type { Capabilities, Provider } from '../provider.js';
import type { HttpRequest } from './fake-http-system.js';
import type { ReportedState, SeenRequest } from './harness.js';

// What the made-up systems of the reference specs have in common: how they are asked for a call, over real sockets.

export const ALL_STATES: readonly ReportedState[] = [
  ...(['dialing', 'ringing', 'answered', 'completed'] as const),
  ...(['busy', 'no_answer', 'rejected', 'failed', 'canceled'] as const),
];
export const NOTHING: Capabilities = {
  originate: true,
  hangUp: false,
  reconcile: false,
  records: false,
  stream: false,
  detectMachine: false,
  legs: [],
  idempotentForMs: 0,
  reports: [],
};
export const UNLIMITED = { callsPerSecond: null, maxConcurrent: null };

/** One HTTP request on a connection of its own, told apart as DECISIONS D8 wants it. */
export function ask(
  method: string,
  url: string,
  signal: AbortSignal,
  body = '',
  onChunk?: (chunk: Buffer) => void,
): Promise<HttpEnding> {
  return new Promise((resolve) => {
    const lost = (code: string) => resolve({ kind: 'lost', code, detail: 'no answer' });
    if (signal.aborted) return lost('aborted');
    const outgoing = httpRequest(url, { method, agent: false, signal }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => (onChunk ?? ((more) => chunks.push(more)))(chunk));
      answer.on('error', () => lost('reset'));
      answer.on('end', () =>
        resolve({
          kind: 'response',
          status: answer.statusCode ?? 0,
          headers: answer.headers as Record<string, string>,
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : '';
      if (code === 'ECONNREFUSED') resolve({ kind: 'not_sent', code: 'connection_refused', detail: code });
      else lost('reset');
    });
    outgoing.end(body);
  });
}

export function readReply(body: Uint8Array): PlacementReply {
  const { sid, error } = JSON.parse(Buffer.from(body).toString()) as { sid?: string; error?: string };
  if (error !== undefined) return { kind: 'error', reason: error };
  return sid === undefined ? { kind: 'unreadable', detail: 'no sid' } : { kind: 'id', providerCallId: sid };
}

export function originateAt(url: string): Provider['originate'] {
  return async ({ callId, to, from, webhookUrl, detectMachine }, signal) => {
    const body = JSON.stringify({ callId, to, from, webhookUrl, detectMachine });
    return placementOutcomeOf(await ask('POST', `${url}/calls`, signal, body), readReply, 0);
  };
}

export function readPlacement({ method, path, body }: HttpRequest): SeenRequest | null {
  return method === 'POST' && path === '/calls' ? (JSON.parse(body) as SeenRequest) : null;
}

export const speech = {
  readPlacement,
  accept: (n: number) => ({ status: 201, body: JSON.stringify({ sid: `sid-${n}` }) }),
  fail: (error: string) => ({ status: 400, body: JSON.stringify({ error }) }),
  garbage: { status: 200, body: '\u0000<?xml' },
};

export function signalOf(state: ReportedState, providerCallId: string | null = null) {
  return { state, at: null, providerCallId, reason: null, answeredBy: null };
}

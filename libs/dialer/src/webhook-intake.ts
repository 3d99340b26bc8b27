import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@ringside/contracts';
import type { CallBrief, NewWebhook, WebhookOutcome } from '@ringside/engine';
import type { RawWebhook, WebhookReading } from '@ringside/telephony';
import type { Batch } from './batch.js';
import { DialerError } from './dialer.error.js';
import { DialerHost } from './dialer.host.js';
import type { OpenConnection } from './dialer.options.js';

/** A call's webhooks are stored up to this many; what changes the call is always stored. */
const MOST_STORED = 200;
/** Ended calls remembered, so that a storm of late webhooks costs one look-up a call. */
const REMEMBERED = 10_000;

/** Where a webhook says it belongs. */
export interface WebhookAddress {
  readonly kind: string;
  readonly connectionId: string;
  readonly callId: string;
  readonly token: string;
}

export type WebhookAnswer =
  | { readonly status: 204 }
  | { readonly status: number; readonly code: ErrorCode; readonly field?: string; readonly detail?: string };

/**
 * Takes webhooks in: trusted first, then read, then applied and stored in one commit, and only then
 * answered. An answer other than 2xx means that nothing was kept.
 */
@Injectable()
export class WebhookIntake {
  private readonly stored = new Map<string, number>();
  private readonly ended = new Map<string, CallBrief>();

  constructor(private readonly host: DialerHost) {}

  async receive(address: WebhookAddress, webhook: RawWebhook): Promise<WebhookAnswer> {
    const connection = this.host.connection(address.connectionId);
    if (!connection || !trusted(connection, address, webhook))
      return { status: 401, code: 'unauthenticated' };
    const reading = connection.provider.webhook?.read(webhook);
    if (!reading) return { status: 404, code: 'not_found' };
    if (reading.kind === 'unreadable') {
      return { status: 400, code: 'invalid_request', field: reading.field, detail: reading.detail };
    }
    try {
      return await this.apply(address, connection, reading, Buffer.from(webhook.body).toString('utf8'));
    } catch (error) {
      if (error instanceof DialerError) return { status: 503, code: 'store_unavailable' };
      throw error;
    }
  }

  private async apply(
    { callId }: WebhookAddress,
    connection: OpenConnection,
    reading: Exclude<WebhookReading, { kind: 'unreadable' }>,
    body: string,
  ): Promise<WebhookAnswer> {
    const brief = this.host.campaigns.ownerOf(callId) ? null : await this.brief(callId);
    if (!brief && !this.host.campaigns.ownerOf(callId)) return { status: 404, code: 'not_found' };
    await this.host.writer.submit((now, batch) => {
      const hosted = this.host.campaigns.ownerOf(callId);
      let outcome: WebhookOutcome = 'unknown_status';
      if (reading.kind === 'signal') {
        outcome = 'late';
        if (hosted) {
          const answer = this.host.step(
            hosted,
            { type: 'signal', callId, signal: reading.signal },
            now,
            batch,
          );
          if (answer.kind === 'signal') outcome = answer.outcome;
        } else if (brief?.state === reading.signal.state) outcome = 'duplicate';
      }
      this.store(batch, {
        accountId: connection.accountId,
        connectionId: connection.id,
        callId,
        receivedAt: now,
        status: reading.kind === 'signal' ? reading.signal.state : reading.status,
        providerAt: reading.kind === 'signal' ? reading.signal.at : null,
        outcome,
        body,
      });
    });
    return { status: 204 };
  }

  private store(batch: Batch, webhook: NewWebhook): void {
    const count = (this.stored.get(webhook.callId) ?? this.ended.get(webhook.callId)?.webhooks ?? 0) + 1;
    if (count > MOST_STORED && webhook.outcome !== 'applied') return;
    batch.inbox.push(webhook);
    this.stored.delete(webhook.callId);
    this.stored.set(webhook.callId, count);
    forgetOldest(this.stored, REMEMBERED * 10);
  }

  private async brief(callId: string): Promise<CallBrief | null> {
    const known = this.ended.get(callId);
    if (known) return known;
    const brief = await this.host.options.store.dialer.callBrief(callId);
    if (brief) {
      this.ended.set(callId, brief);
      forgetOldest(this.ended, REMEMBERED);
    }
    return brief;
  }
}

function trusted(
  { provider, tokens }: OpenConnection,
  address: WebhookAddress,
  webhook: RawWebhook,
): boolean {
  if (provider.kind !== address.kind || !tokens.match(address.callId, address.token)) return false;
  return provider.webhook?.trust !== 'signature' || provider.webhook.verify?.(webhook) === true;
}

/** Maps keep the order of insertion: the first key is the oldest. */
function forgetOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

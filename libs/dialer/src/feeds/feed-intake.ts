import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '@ringside/engine';
import type { FeedReading, RawWebhook } from '@ringside/telephony';
import { ERRORS } from '@ringside/contracts';
import { DialerError } from '../dialer.error.js';
import type { WebhookAnswer } from '../webhook-intake.js';
import { isFeedSecret } from '../webhook-token.js';
import { FeedHost } from './feed-host.js';
import type { FeedWork } from './feed-batch.js';
import type { HostedFeed, HostedTenant } from './hosted-feed.js';
import { putAside, takeWebhook, uuidOf, type ReadWebhook } from './take-webhook.js';

/** Webhooks held aside for one tenant; further ones are answered 429 and not kept, until the tenant is adopted. */
const MOST_HELD = 10_000;
/** Characters of a tenant's name. */
const TENANT_LENGTH = 200;

const DONE: WebhookAnswer = { status: 204 };

/** Where a webhook of a phone system's own calls says it belongs. */
export interface FeedAddress {
  readonly kind: string;
  readonly connectionId: string;
  readonly secret: string;
}

/** Which webhook was not taken, and what is wrong with it. */
interface Refusal {
  readonly tenant: string | null;
  readonly field: string;
  readonly detail: string;
}

/**
 * Takes webhooks of the calls that phone systems make by themselves: trusted first, then read, then applied and stored in
 * one commit, and only then answered. A bad one is stored too, and then refused; only 401, 413, 429 and 503 mean that nothing was
 * kept.
 */
@Injectable()
export class FeedIntake {
  constructor(private readonly host: FeedHost) {}

  async receive(address: FeedAddress, webhook: RawWebhook): Promise<WebhookAnswer> {
    const connection = this.host.connection(address.connectionId);
    if (
      !connection?.provider.feed ||
      connection.provider.kind !== address.kind ||
      !isFeedSecret(connection.tokens, address.secret)
    ) {
      return { status: 401, code: 'unauthenticated' };
    }
    const feed = this.host.find(connection.id);
    if (!feed) return { status: 503, code: 'not_ready' };
    feed.lastWebhookAt = this.host.options.now();
    const { body: bytes } = webhook;
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    try {
      return await this.read(feed, feed.feed.read(webhook), body);
    } catch (error) {
      return this.failed(error);
    }
  }

  private read(feed: HostedFeed, reading: FeedReading, body: string): Promise<WebhookAnswer> {
    const { tenant: uuid } = reading;
    if (reading.kind === 'unreadable') return this.refuse(feed, reading, body);
    if (uuid === null || uuid === '' || uuid.length > TENANT_LENGTH) {
      const detail = uuid ? `is longer than ${TENANT_LENGTH} characters` : 'the header is missing';
      return this.refuse(feed, { tenant: null, field: 'tenant-uuid', detail }, body);
    }
    const tenant = feed.tenants.find(uuid);
    return tenant?.tenant.state === 'adopted'
      ? this.take(feed, tenant, reading, body)
      : this.meet(feed, uuid, reading, body);
  }

  /** Of an adopted tenant. A call that is not in memory is looked up first. */
  private async take(
    feed: HostedFeed,
    tenant: HostedTenant,
    reading: ReadWebhook['reading'],
    body: string,
  ): Promise<WebhookAnswer> {
    const { id } = tenant.tenant;
    const uuid = uuidOf(reading);
    const inMemory = reading.kind === 'call' && feed.counts.has(id, uuid) && feed.follower.knows(id, uuid);
    const found = inMemory ? null : await feed.lookup.find(id, uuid);
    await this.host.writer.submit((receivedAt, batch) =>
      takeWebhook(feed, { tenant, reading, body, receivedAt }, found, batch),
    );
    return DONE;
  }

  /** Of a tenant that is held aside, or that nobody has heard of: such a tenant has no calls yet. */
  private async meet(
    feed: HostedFeed,
    uuid: string,
    reading: ReadWebhook['reading'],
    body: string,
  ): Promise<WebhookAnswer> {
    await this.host.writer.submit((receivedAt, batch) => {
      const tenant = feed.tenants.meet(uuid, receivedAt, batch);
      if (tenant?.tenant.state === 'adopted') {
        takeWebhook(feed, { tenant, reading, body, receivedAt }, null, batch);
      } else if (tenant && tenant.held < MOST_HELD) {
        holdAside(feed, { tenant, reading, body, receivedAt }, batch);
      } else {
        feed.warning.say('webhooks of tenants that have not been adopted are turned away', receivedAt);
        throw new DialerError('too_many_requests', 'Too much is held aside already.');
      }
    });
    return DONE;
  }

  private async refuse(feed: HostedFeed, refusal: Refusal, body: string): Promise<WebhookAnswer> {
    const { tenant, field, detail } = refusal;
    await this.host.writer.submit((receivedAt, batch) => {
      feed.warning.say('webhooks were refused', receivedAt);
      const tenantId = (tenant !== null && feed.tenants.find(tenant)?.tenant.id) || null;
      const reason = `${field}: ${detail}`;
      putAside(feed, { tenantId, receivedAt, status: '', outcome: 'refused', reason, body }, batch);
    });
    return { status: 400, code: 'invalid_request', field, detail };
  }

  private failed(error: unknown): WebhookAnswer {
    if (error instanceof StoreUnavailableError) return { status: 503, code: 'store_unavailable' };
    if (error instanceof DialerError) return { status: ERRORS[error.code], code: error.code };
    throw error;
  }
}

function holdAside(
  feed: HostedFeed,
  { tenant, reading, body, receivedAt }: ReadWebhook,
  batch: FeedWork,
): void {
  feed.warning.say('webhooks of a tenant that has not been adopted are held aside', receivedAt);
  tenant.held += 1;
  batch.touched.add(tenant);
  const status = reading.kind === 'call' ? reading.call.status : reading.status;
  const { id: tenantId } = tenant.tenant;
  putAside(feed, { tenantId, receivedAt, status, outcome: 'held', reason: null, body }, batch);
}

import { afterEach, describe, expect, it } from '@jest/globals';
import type {
  CallResource,
  CampaignResource,
  Page,
  WebhookMessageResource,
  WebhookSecretResource,
} from '@ringside/contracts';
import { startPbxMock, type PbxMock } from '@ringside/pbx-mock';
import { Receiver } from './receiver.js';
import { ServiceProcess, eventually, pause } from './service-process.js';

const CONTACTS = 60;
const phones = Array.from({ length: CONTACTS }, (_, i) => `1${200 + i}55501${80 + (i % 20)}`);

let service: ServiceProcess | null = null;
let mock: PbxMock | null = null;
let receiver: Receiver | null = null;

afterEach(async () => {
  await service?.dispose();
  await mock?.close();
  await receiver?.close();
  service = mock = receiver = null;
});

describe('messages to developers, when the service is killed', () => {
  it('are all delivered, in order, and none twice with another id', async () => {
    const phoneSystem = (mock = await startPbxMock({
      port: 0,
      seed: 11,
      behaviour: { people: 'mixed', speed: 20 },
    }));
    const server = (receiver = await Receiver.start());
    // Each kill finds messages on their way.
    server.takesMs = 150;
    const running = (service = await ServiceProcess.create({
      CALL_API_URL: phoneSystem.url,
      RESTART_GRACE: '1',
    }));
    await running.start();
    const { id } = await running.rest<CampaignResource>('POST', '/v1/call', {
      dialer_type: 'Fixed',
      lines: 5,
      phone_number: phones,
      ring_timeout: 12,
      max_duration: 15,
      reply_timeout: 6,
      call_state_url: `${server.url}/calls/:id`,
    });
    for (const wait of [400, 800, 200, 1200]) {
      await pause(wait);
      await running.kill();
      await running.start();
    }
    await eventually(
      async () => (await running.rest<CampaignResource>('GET', `/v1/campaigns/${id}`)).state === 'completed',
      180_000,
      'the campaign ends',
    );
    const messages = await eventually(
      async () => {
        const { items } = await running.rest<Page<WebhookMessageResource>>(
          'GET',
          `/v1/webhook-messages?campaign=${id}&limit=1000`,
        );
        return items.every(({ state }) => state === 'delivered') && items;
      },
      90_000,
      'every message is delivered',
    );
    const calls = (await running.rest<Page<CallResource>>('GET', `/v1/campaigns/${id}/calls?limit=1000`))
      .items;
    expect(calls).toHaveLength(CONTACTS);
    for (const call of calls) {
      const posts = server.of(call.id);
      // At least once: a kill may come between a delivery and its note. A repeat is the same message again.
      const first = new Map(posts.map((post) => [post.message.data.sequence, post.id]));
      for (const { message, id: messageId } of posts)
        expect(first.get(message.data.sequence)).toBe(messageId);
      const sequences = posts.map(({ message }) => message.data.sequence);
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
      expect([...first.keys()]).toEqual(Array.from({ length: first.size }, (_, i) => i + 1));
      expect(posts.at(-1)?.message.data.state).toBe(call.state);
    }
    expect(new Set(server.received.map((post) => post.id)).size).toBe(messages.length);
    const { secret } = await running.rest<WebhookSecretResource>('GET', '/v1/account/webhook-secret');
    server.verify(secret);
  }, 300_000);
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import { asteriskEnv, callsOf, phonesTo, startFakeAri, startNetwork, type FakeAri } from './asterisk.js';
import { startApi, until, type Api } from './harness.js';
import { Receiver } from './receiver.js';

/** What a developer's server is told where the phone system finds out who answers. */

let ari: FakeAri;
let stopNetwork: () => void;
let api: Api;
let receiver: Receiver;
beforeAll(async () => {
  ari = await startFakeAri({ version: '22.10.1' });
  stopNetwork = startNetwork(ari).stop;
  api = await startApi({ env: asteriskEnv(ari.url) });
  receiver = await Receiver.start();
});
afterAll(async () => {
  stopNetwork();
  await api.stop();
  await receiver.close();
  await ari.close();
});

it('is every state from the first on, and who answered, once and in order', async () => {
  const made = await api.post('/v1/call', {
    dialer_type: 'Fixed',
    phone_number: phonesTo('1000', '1008', '1001'),
    machine_detection: 'hang_up',
    call_state_url: `${receiver.url}/:call_id`,
  });
  const campaign = (await made.json()) as CampaignResource;
  const ended = (): boolean => {
    const last = ['call.completed', 'call.completed', 'call.busy'];
    return last.length === receiver.received.filter(({ message }) => last.includes(message.type)).length;
  };
  await until(ended, (yes) => yes);
  const calls = await callsOf(api, campaign.id);
  const told = calls.map(({ id }) =>
    receiver.of(id).map(({ message: { type, data } }) => [type, data.state, data.answered_by]),
  );
  const before = [
    ['call.placing', 'placing', null],
    ['call.dialing', 'dialing', null],
    ['call.ringing', 'ringing', null],
  ];
  const answered = (by: string) => [
    ...before,
    ['call.answered', 'answered', null],
    ['call.answered_by', 'answered', by],
    ['call.completed', 'completed', by],
  ];
  expect(told).toEqual([answered('human'), answered('machine'), [...before, ['call.busy', 'busy', null]]]);
  for (const { id } of calls) {
    const sequences = receiver.of(id).map(({ message }) => message.data.sequence);
    expect(sequences).toEqual(sequences.map((_, i) => i + 1));
  }
});

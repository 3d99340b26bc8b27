import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CallStoryResource, CampaignResource } from '@ringside/contracts';
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
  // Slow enough that nobody hangs up before it is told who answered, on a busy machine too.
  stopNetwork = startNetwork(ari, { stepMs: 500 }).stop;
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
  for (const { id, uri } of calls) {
    const told = receiver.of(id).map(({ message }) => message);
    // A call may skip states: what was told is what has happened.
    const { events } = await api.get<CallStoryResource>(uri);
    expect(told.map(({ type }) => type)).toEqual(
      events.filter(({ source }) => source === 'fact').map(({ type }) => type),
    );
    expect(told.map(({ data }) => data.sequence)).toEqual(told.map((_, i) => i + 1));
    expect(told[0]).toMatchObject({ type: 'call.placing', data: { state: 'placing', answered_by: null } });
  }
  const answered = calls.map(({ id }) => {
    const told = receiver.of(id).map(({ message }) => message);
    const found = told.filter(({ type }) => type === 'call.answered_by').map(({ data }) => data);
    return [found.map(({ state, answered_by }) => [state, answered_by]), told.at(-1)?.data.answered_by];
  });
  expect(answered).toEqual([
    [[['answered', 'human']], 'human'],
    [[['answered', 'machine']], 'machine'],
    [[], null],
  ]);
});

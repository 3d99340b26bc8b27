import { expect, it } from '@jest/globals';
import type { CallResource, CampaignResource, Page } from '@ringside/contracts';
import { eventually, onEachEngine } from './engines.ts';
import { serviceFor } from './service.ts';

const [MACHINE, HUMAN] = ['15550001008', '15550001009'];

onEachEngine((engine) => {
  it('a campaign that hangs up on machines leaves the person on the line', async () => {
    const { service, dispose } = await serviceFor(engine().url);
    try {
      await service.rest<CampaignResource>('POST', '/v1/call', {
        dialer_type: 'Fixed',
        lines: 2,
        phone_number: [MACHINE, HUMAN],
        machine_detection: 'hang_up',
      });
      const found = await eventually(
        'it is known who answered both, and the machine is gone',
        async () => {
          const { items } = await service.rest<Page<CallResource>>('GET', '/v1/calls');
          const of = (phone: string | undefined): CallResource | undefined =>
            items.find((call) => call.phone === phone);
          const [machine, human] = [of(MACHINE), of(HUMAN)];
          return machine?.state === 'completed' && human?.answered_by === 'human' ? { machine, human } : null;
        },
        12_000,
      );
      expect(found.machine).toMatchObject({ answered_by: 'machine', reason: 'answering_machine' });
      expect(found.human).toMatchObject({ state: 'answered', reason: null });
    } finally {
      await dispose();
    }
  }, 40_000);
});

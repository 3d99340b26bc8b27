import { expect, it } from '@jest/globals';
import { eventually, onEachEngine } from './engines.ts';
import { Ari } from './lab/ari.ts';
import { serviceFor } from './service.ts';

onEachEngine((engine) => {
  it('another program that connects as the same application ends the service, which says so', async () => {
    const { service, dispose } = await serviceFor(engine().url);
    try {
      await eventually('it is connected', async () => {
        const { items } = await service.rest<{ items: { state: string }[] }>('GET', '/v1/phone-systems');
        return items[0]?.state === 'connected' ? true : null;
      });
      const other = await new Ari(engine().url).listen('ringside', () => undefined);
      const code = await service.ended;
      other.close();
      expect(code).not.toBe(0);
      const last = service.output.filter(
        (text) => /ringside/i.test(text) && /took|taken|another/i.test(text),
      );
      expect(last).toHaveLength(1);
    } finally {
      await dispose();
    }
  }, 40_000);
});

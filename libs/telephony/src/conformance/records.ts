import { describe, expect, it } from '@jest/globals';
import type { CallRecord } from '../provider.js';
import { neverAborted, soon } from './ask.js';
import type { CurrentRig } from './harness.js';

/** That call records come whole, in order, and from the time asked for. */
export function describeRecords(rig: CurrentRig): void {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minute));
  const read = async (since: Date, signal: AbortSignal): Promise<CallRecord[]> => {
    const records: CallRecord[] = [];
    for await (const page of rig().provider.records?.(since, signal) ?? []) records.push(...page);
    return records;
  };

  describe('records', () => {
    it('come oldest first, each once, from the time asked for', async () => {
      const added = Array.from({ length: 40 }, (_, n) => ({ uuid: `record-${n}`, at: at(n) }));
      rig().system.addRecords?.(added);
      expect((await read(at(0), neverAborted())).map(({ uuid }) => uuid)).toEqual(
        added.map(({ uuid }) => uuid),
      );
      // A system that cannot filter may send older ones too; it must not leave out a newer one.
      const later = (await read(at(30), neverAborted())).map(({ uuid }) => uuid);
      expect(later).toEqual(expect.arrayContaining(added.slice(30).map(({ uuid }) => uuid)));
    });

    it('keep what the phone system sent', async () => {
      rig().system.addRecords?.([{ uuid: 'one', at: at(1) }]);
      const [record] = await read(at(0), neverAborted());
      expect(record?.uuid).toBe('one');
      expect(Object.keys(record?.raw ?? {}).length).toBeGreaterThan(0);
    });

    it('are none when there are none', async () => {
      expect(await read(at(0), neverAborted())).toEqual([]);
    });

    it('stop when they are no longer wanted, and say when they cannot be had', async () => {
      rig().system.addRecords?.([{ uuid: 'one', at: at(1) }]);
      const aborted = read(at(0), AbortSignal.abort()).catch(() => 'threw');
      await soon('an aborted reading', aborted);
      await rig().system.goDown();
      const down = read(at(0), neverAborted()).then(
        () => 'ended',
        () => 'threw',
      );
      expect(await soon('a reading from nobody', down)).toBe('threw');
    });
  });
}

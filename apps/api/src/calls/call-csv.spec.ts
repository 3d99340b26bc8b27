import { describe, expect, it } from '@jest/globals';
import type { CallView } from '@ringside/contracts';
import { parse } from 'csv-parse/sync';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { CALL_COLUMNS, callsCsv, csvCell } from './call-csv.js';

const call: CallView = {
  id: 'call-1',
  origin: 'pbx',
  connection_id: 'conn-1',
  tenant_id: 'tenant-1',
  name: '+13015550100',
  campaign_id: null,
  contact_id: null,
  position: null,
  pass: null,
  phone: '+13015550100',
  from: '13015550199',
  caller_name: '=HYPERLINK("http://x","Ada, ""the"" caller")\r\nsecond line',
  direction: 'outbound',
  duration: '-9.50',
  talk_time: 5.5,
  recording: null,
  answered_by: null,
  flags: ['negative_duration', 'in_future'],
  has_record: true,
  state: 'completed',
  reason: null,
  provider_call_id: 'uuid-1',
  placements: 0,
  created_at: '2026-11-20T09:00:00.000Z',
  dialing_at: '2026-11-20T09:00:00.000Z',
  ringing_at: null,
  answered_at: null,
  ended_at: null,
  end_estimated: false,
  deadline_at: null,
};
async function* pages(count: number, size = 1): AsyncGenerator<CallView[]> {
  for (let i = 0; i < count; i++) yield Array<CallView>(size).fill(call);
}

describe('the export of calls', () => {
  it('is RFC 4180 with a header, and reads back as what it was', async () => {
    const csv = await text(callsCsv(pages(2)));
    expect(csv.startsWith(`${CALL_COLUMNS.join(',')}\r\n`)).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
    const rows = parse(csv, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      phone: '+13015550100',
      duration: '-9.50',
      talk_time: '5.5',
      flags: 'negative_duration in_future',
      recording: '',
      answered_by: '',
      has_record: 'true',
      caller_name: `'${call.caller_name}`,
    });
  });

  it('of nothing is the header', async () => {
    expect(await text(callsCsv(pages(0)))).toBe(`${CALL_COLUMNS.join(',')}\r\n`);
  });

  it.each(['+1 (301) 555-0100', '-12.5', '13015550100', 'Ada', '', 'a=b', '2026-11-20T09:00:00.000Z'])(
    'leaves %j as it is',
    (cell) => expect(csvCell(cell)).toBe(cell),
  );
  it.each(['=1+1', '+cmd|x', '-a', '@SUM(1)', '\tx', '\rx', ' =1', '\uff1d1', '=cmd|"/c calc"!A0'])(
    'makes %j harmless',
    (cell) => expect(csvCell(cell)).toBe(`'${cell}`),
  );

  it('reads no faster than it is consumed, and stops reading when it is left', async () => {
    let read = 0;
    let left = false;
    async function* endless(): AsyncGenerator<CallView[]> {
      try {
        for (;;) {
          read++;
          yield Array<CallView>(100).fill(call);
        }
      } finally {
        left = true;
      }
    }
    const csv = callsCsv(endless());
    await once(csv, 'readable');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(read).toBeLessThan(20);
    csv.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(left).toBe(true);
  });

  it('ends with the error of its reading', async () => {
    async function* broken(): AsyncGenerator<CallView[]> {
      yield [call];
      throw new Error('the database went away');
    }
    await expect(text(callsCsv(broken()))).rejects.toThrow('the database went away');
  });
});

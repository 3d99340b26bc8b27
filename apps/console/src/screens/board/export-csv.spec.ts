import { describe, expect, it } from '@jest/globals';
import { row } from '../../testing/fake-client.js';
import { CSV_HEADER, toCsv } from './export-csv.js';

describe('the export', () => {
  it('quotes what needs it and keeps numbers as given', () => {
    const csv = toCsv([row(1, 'completed', { name: 'Keller, "Mia"', phone: '+1 (301) 555-0142' })]);
    expect(csv).toBe('1,+1 (301) 555-0142,"Keller, ""Mia""",completed,,1,2026-03-01T10:00:00.000Z,,,\r\n');
    expect(CSV_HEADER.split(',')).toHaveLength(csv.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).length);
  });

  it('lets no name become a formula', () => {
    expect(toCsv([row(1, 'idle', { name: '=cmd()' })])).toContain(",'=cmd(),");
  });
});

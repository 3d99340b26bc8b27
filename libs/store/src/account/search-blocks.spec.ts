import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BLOCK_ROWS, linesOf, searchBlocks, wantedOf } from './search-blocks.js';

describe('what is searched of a list', () => {
  const contacts = fc.array(
    fc.record({
      phone: fc.string({ unit: fc.constantFrom('0', '1', '2', ' ', '-', '+'), maxLength: 8 }),
      name: fc.option(fc.string({ unit: fc.constantFrom('a', 'B', 'ß', 'É', '1', '\n', '%'), maxLength: 5 })),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const searches = fc.string({
    unit: fc.constantFrom('0', '1', '2', 'a', 'b', 'É', ' ', '-', '%'),
    minLength: 1,
    maxLength: 3,
  });

  it('is found in its line, whatever stands around it', () => {
    fc.assert(
      fc.property(contacts, searches, (rows, search) => {
        const wanted = wantedOf(search);
        if (wanted === null) return;
        const [block] = searchBlocks(rows);
        if (block === undefined) throw new Error('no block');
        const text = search.trim().toLowerCase();
        const digits = /[^\d -]/.test(text) ? '' : text.replace(/\D/g, '');
        const expected = rows.flatMap(({ phone, name }, line) => {
          const numbered = digits !== '' && phone.replace(/\D/g, '').includes(digits);
          const named = name?.toLowerCase().replaceAll('\n', ' ').includes(text) ?? false;
          return numbered || named ? [line] : [];
        });
        expect(linesOf(block, wanted)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('stands in blocks, one after the other', () => {
    const rows = Array.from({ length: BLOCK_ROWS * 2 + 1 }, (_, i) => ({
      phone: String(i),
      name: i === 0 ? 'Ada' : null,
    }));
    const blocks = searchBlocks(rows);
    expect(blocks.map(({ offset, rows: size }) => [offset, size])).toEqual([
      [0, BLOCK_ROWS],
      [BLOCK_ROWS, BLOCK_ROWS],
      [2 * BLOCK_ROWS, 1],
    ]);
    expect(blocks.map(({ names }) => names?.trim() ?? null)).toEqual(['ada', null, null]);
    expect(blocks[2]?.digits).toBe(String(2 * BLOCK_ROWS));
  });

  it('is nothing when nothing is looked for', () => {
    expect([undefined, '', '  '].map(wantedOf)).toEqual([null, null, null]);
    expect(wantedOf('+49 (1)')).toEqual({ digits: '491', text: '+49 (1)' });
    expect(wantedOf('--')).toEqual({ digits: '', text: '--' });
  });
});

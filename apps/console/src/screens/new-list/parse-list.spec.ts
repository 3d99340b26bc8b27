import { describe, expect, it } from '@jest/globals';
import { checkPhone } from '@ringside/contracts';
import { columnsOf } from './csv-file.js';
import { parseList, withoutProblems } from './parse-list.js';
import { sampleList } from './sample.js';

describe('a list as it is typed', () => {
  it('takes a number a line, with or without a name, either way round', () => {
    const { contacts, problems, named } = parseList(
      '+1 301 555 0142, Maria Keller\n13018040009\n\nAda;13018040001',
    );
    expect(contacts.map(({ phone, name }) => [phone, name])).toEqual([
      ['+1 301 555 0142', 'Maria Keller'],
      ['13018040009', null],
      ['13018040001', 'Ada'],
    ]);
    expect([problems, named]).toEqual([[], true]);
  });

  it('says what is wrong and on which line', () => {
    const { problems, problemLines } = parseList('13018040009\nabc\r\n911\n12345\n1234567890123456');
    expect(problems.map(({ line, problem }) => [line, problem])).toEqual([
      [1, 'not_a_number'],
      [2, 'emergency_number'],
      [3, 'too_short'],
      [4, 'too_long'],
    ]);
    expect(withoutProblems('13018040009\nabc\n13018040001', new Set([1]))).toBe('13018040009\n13018040001');
    expect(problemLines.has(0)).toBe(false);
  });

  it('passes over a header', () => {
    expect(parseList('phone, name\n13018040009, Ada').problems).toEqual([]);
  });

  it('begins with numbers that belong to nobody', () => {
    const { contacts, problems } = parseList(sampleList());
    expect(problems).toEqual([]);
    expect(contacts).toHaveLength(24);
    for (const { phone } of contacts) {
      expect(phone).toMatch(/^\+1 \d{3} 555 01\d{2}$/);
      expect(checkPhone(phone).ok).toBe(true);
    }
  });
});

describe('the columns of a CSV', () => {
  it('are found by their header', () => {
    expect(columnsOf(['Full Name', 'Phone Number', 'City'])).toEqual({ phone: 1, name: [0], header: true });
    expect(columnsOf(['tel', 'first name', 'last_name'])).toEqual({ phone: 0, name: [1, 2], header: true });
  });

  it('or by the looks of the first row', () => {
    expect(columnsOf(['Ada', '13018040009'])).toEqual({ phone: 1, name: [0], header: false });
    expect(columnsOf(['13018040009'])).toEqual({ phone: 0, name: [], header: false });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PhoneSystemNotice, PhoneSystemView } from '@ringside/contracts';
import { PhoneSystemNews } from './phone-system-news.js';

const at = '2026-11-20T09:00:00.000Z';
const gone: PhoneSystemNotice = { code: 'unreachable', detail: 'Nothing answers at 127.0.0.1:8088.', at };
const refused: PhoneSystemNotice = { code: 'unauthorized', detail: 'It refuses the password.', at };
const base: PhoneSystemView = {
  id: 'one',
  name: 'Asterisk at 127.0.0.1:8088',
  provider: 'asterisk',
  mock: false,
  dials: true,
  state: 'connecting',
  since: at,
  engine: null,
  calls_in_flight: 0,
  calls_up: 0,
  calls_per_second: 0,
  calls_per_second_limit: null,
  max_concurrent: null,
  abilities: [],
  last_error: null,
  warnings: [],
};
const engine = { name: 'Asterisk', version: '22.10.1' };

let lines: string[];
let news: PhoneSystemNews;
beforeEach(() => {
  lines = [];
  const say = (line: string): void => void lines.push(line);
  news = new PhoneSystemNews(say, say);
});
const tell = (change: Partial<PhoneSystemView>): void => news.tell([{ ...base, ...change }]);

describe('what the terminal is told of the phone system', () => {
  it('is nothing while all is well', () => {
    tell({});
    tell({ state: 'connected', engine });
    tell({ state: 'connected', engine, calls_in_flight: 3 });
    expect(lines).toEqual([]);
  });

  it('is why it is not connected, once however often it is tried, and that it is back', () => {
    tell({ state: 'disconnected', last_error: gone });
    tell({ state: 'connecting', last_error: gone });
    tell({ state: 'disconnected', last_error: { ...gone, at: '2026-11-20T09:01:00.000Z' } });
    tell({ state: 'connected', engine, last_error: gone });
    tell({ state: 'connected', engine, last_error: gone, calls_up: 1 });
    expect(lines).toEqual([
      'Phone system not connected, nothing is dialed: Nothing answers at 127.0.0.1:8088.',
      'Phone system: connected to Asterisk at 127.0.0.1:8088, Asterisk 22.10.1',
    ]);
  });

  it('is another reason too, and the same one when it comes again', () => {
    tell({ state: 'disconnected', last_error: gone });
    tell({ state: 'disconnected', last_error: refused });
    tell({ state: 'connected', engine, last_error: refused });
    tell({ state: 'disconnected', last_error: gone });
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/refuses the password/);
    expect(lines[3]).toBe(lines[0]);
  });

  it('is each warning once, and all of several phone systems', () => {
    const warnings: PhoneSystemNotice[] = [{ code: 'dialplan', detail: 'Add [ringside].', at }];
    tell({ state: 'connected', engine, warnings });
    tell({ state: 'connected', engine, warnings });
    news.tell([
      { ...base, state: 'connected', warnings },
      { ...base, id: 'two', state: 'disconnected', last_error: gone },
    ]);
    expect(lines).toEqual([
      'Phone system: Add [ringside].',
      'Phone system not connected, nothing is dialed: Nothing answers at 127.0.0.1:8088.',
    ]);
  });

  it('that it is back is said also where somebody else says what is wrong', () => {
    const quiet = new PhoneSystemNews(
      (line) => lines.push(line),
      () => undefined,
    );
    quiet.tell([{ ...base, state: 'disconnected', last_error: gone }]);
    quiet.tell([{ ...base, state: 'connected', engine, last_error: gone }]);
    expect(lines).toEqual(['Phone system: connected to Asterisk at 127.0.0.1:8088, Asterisk 22.10.1']);
  });

  it('is nothing of one that tells by webhooks and has not been asked', () => {
    tell({ state: 'not_asked' });
    tell({ state: 'unreachable', last_error: gone });
    expect(lines).toEqual([]);
  });
});

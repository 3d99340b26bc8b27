import { describe, expect, it } from '@jest/globals';
import { createOutbound } from '@ringside/outbound';
import type { AsteriskOptions } from './asterisk.options.js';
import { asteriskProvider } from './asterisk.provider.js';

describe('options of an Asterisk', () => {
  const outbound = createOutbound({ allow: [] });
  const good: AsteriskOptions = {
    ...{ url: 'http://127.0.0.1:8088/', user: 'ringside', password: 'secret', outbound },
    endpoint: 'PJSIP/{number}@trunk',
  };

  it.each<[Partial<AsteriskOptions>, RegExp]>([
    [{ url: 'nonsense' }, /not a URL/],
    [{ url: 'ftp://127.0.0.1' }, /http:\/\/ or https/],
    [{ url: 'http://user:secret@127.0.0.1' }, /user name or password/],
    [{ url: 'http://127.0.0.1/ari?api_key=a:b' }, /query/],
    [{ user: 'a:b' }, /user/],
    [{ password: '' }, /password/],
    [{ endpoint: 'PJSIP/100@trunk' }, /\{number\}/],
    [{ endpoint: '{number}' }, /endpoint/],
    [{ app: 'a,b' }, /application/],
    [{ message: 'hello' }, /sound:hello-world/],
    [{ callerId: 'a\nb' }, /caller ID/],
    [{ callsPerSecond: 0 }, /above 0/],
    [{ maxConcurrent: Number.NaN }, /above 0/],
  ])('%j is refused in one line', (wrong, words) => {
    expect(() => asteriskProvider({ ...good, ...wrong })).toThrow(words);
    expect(() => asteriskProvider({ ...good, ...wrong })).toThrow(/^Asterisk: [^\n]*$/);
  });

  it('make its limits and its label', () => {
    expect(asteriskProvider(good)).toMatchObject({
      label: 'Asterisk at 127.0.0.1:8088',
      limits: { callsPerSecond: null, maxConcurrent: null },
    });
    expect(asteriskProvider({ ...good, callsPerSecond: 12, maxConcurrent: 30, label: 'Here' })).toMatchObject(
      {
        label: 'Here',
        limits: { callsPerSecond: 12, maxConcurrent: 30 },
      },
    );
  });
});

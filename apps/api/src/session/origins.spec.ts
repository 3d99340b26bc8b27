import { describe, expect, it } from '@jest/globals';
import { Origins } from './origins.js';

const origins = new Origins({ publicUrl: 'https://dial.example.com/', host: '0.0.0.0', port: 3000 });

describe('origins', () => {
  it.each([
    'https://dial.example.com',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
  ])('takes %s', (origin) => expect(origins.isAllowed(origin)).toBe(true));

  it.each([
    'null',
    '',
    'https://evil.example',
    'http://localhost:3001',
    'http://dial.example.com',
    'https://dial.example.com.evil.example',
  ])('refuses %p', (origin) => expect(origins.isAllowed(origin)).toBe(false));

  it('lets pages that the setting names use a key, and nothing else', () => {
    const named = new Origins({
      publicUrl: 'https://a.example',
      host: 'h',
      port: 1,
      others: ['https://b.example'],
    });
    expect([named.mayUseKey('https://b.example'), named.isAllowed('https://b.example')]).toEqual([
      true,
      false,
    ]);
    expect([origins.mayUseKey('https://b.example'), named.mayUseKey('https://c.example')]).toEqual([
      false,
      false,
    ]);
    const all = new Origins({ publicUrl: 'https://a.example', host: 'h', port: 1, others: ['*'] });
    expect([all.mayUseKey('https://c.example'), all.isAllowed('https://c.example')]).toEqual([true, false]);
  });

  it('wants a cookie to come with an origin, or from the same origin', () => {
    expect(origins.mayChange({}, true)).toBe(false);
    expect(origins.mayChange({ 'sec-fetch-site': 'same-origin' }, true)).toBe(true);
    expect(origins.mayChange({ 'sec-fetch-site': 'same-site' }, true)).toBe(false);
    expect(origins.mayChange({ 'sec-fetch-site': 'cross-site' }, true)).toBe(false);
    expect(origins.mayChange({ origin: 'http://localhost:3000' }, true)).toBe(true);
    expect(origins.mayChange({ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, true)).toBe(
      false,
    );
  });

  it('lets programs that send credentials pass', () => {
    expect(origins.mayChange({}, false)).toBe(true);
    expect(origins.mayChange({ origin: 'https://evil.example' }, false)).toBe(false);
  });
});

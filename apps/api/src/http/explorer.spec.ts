import { describe, expect, it } from '@jest/globals';
import { documentPage, wantsPage } from './explorer.js';

describe('the API in an address bar', () => {
  it('is a page for browsers and JSON for programs', () => {
    expect(wantsPage('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(true);
    for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html']) {
      expect(wantsPage(accept)).toBe(false);
    }
  });

  it('makes links of addresses', () => {
    const page = documentPage('/v1', JSON.stringify({ next_page: '/v1/campaigns?limit=10&after=a_b-c' }));
    expect(page).toContain('<a href="/v1/campaigns?limit=10&amp;after=a_b-c">');
  });

  it('leaves actions as text: they are not for links', () => {
    const document = { uri: '/v1', actions: { call: { method: 'POST', uri: '/v1/call' } } };
    const page = documentPage('/v1', JSON.stringify(document));
    expect(page).toContain('<a href="/v1">');
    expect(page).not.toContain('<a href="/v1/call">');
  });

  it('keeps text text', () => {
    const page = documentPage(
      '/v1',
      JSON.stringify({ name: '<img src=x onerror=alert(1)>', phone: '": "/v1/x<script>' }),
    );
    expect(page).not.toMatch(/<img|<script/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { PAGE_POLICY, documentPage, wantsPage, type PageContext } from './explorer.js';

const context: PageContext = {
  url: '/v1/campaigns/7',
  base: 'http://localhost:3000',
  filters: [],
  isAddress: (path) => path === '/v1' || path === '/v1/campaigns',
};
const page = (document: unknown, changes: Partial<PageContext> = {}): string =>
  documentPage(JSON.stringify(document), { ...context, ...changes });

describe('the API in an address bar', () => {
  it('is a page for browsers and JSON for programs', () => {
    expect(wantsPage('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(true);
    for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html']) {
      expect(wantsPage(accept)).toBe(false);
    }
  });

  it('makes links of addresses, of resources and of the way down', () => {
    const html = page({ next_page: '/v1/campaigns?limit=10&after=a_b-c', resources: { calls: '/v1/calls' } });
    expect(html).toContain('<a href="/v1/campaigns?limit=10&amp;after=a_b-c">');
    expect(html).toContain('<a href="/v1/calls">calls</a>');
    expect(html).toContain('<nav><a href="/v1">v1</a> / <a href="/v1/campaigns">campaigns</a> / 7</nav>');
  });

  it('has a form and a curl for each action, and no link to it', () => {
    const fields = [
      { name: 'only', type: 'text', required: false, one_of: ['all', 'unanswered'] },
      { name: 'lines', type: 'number', required: true },
    ];
    const html = page({ uri: '/v1', actions: { start: { method: 'POST', uri: '/v1/start', fields } } });
    expect(html).toContain('<a href="/v1">');
    expect(html).not.toContain('<a href="/v1/start">');
    expect(html).toContain('<form data-method="POST" data-uri="/v1/start"');
    expect(html).toContain('<option>unanswered</option>');
    expect(html).toContain('<input name="lines" data-in="body" data-type="number" required');
    expect(html).toContain(`-d '{&quot;lines&quot;:1}' http://localhost:3000/v1/start`);
  });

  it('narrows lists by a form, filled in as the address has it', () => {
    const filters = [{ name: 'status', type: 'text' as const, required: false, one_of: ['busy', 'idle'] }];
    const html = page({ items: [] }, { filters, url: '/v1/contacts?status=busy' });
    expect(html).toContain('<form data-method="GET" data-uri="/v1/contacts">');
    expect(html).toContain('<option selected>busy</option>');
  });

  it('keeps text text, in shells too', () => {
    const evil = `<img src=x onerror=alert(1)>"'`;
    const html = page(
      {
        name: evil,
        phone: '": "/v1/x<script>',
        resources: { [evil]: evil },
        actions: { [evil]: { method: 'POST', uri: `/v1/${evil}`, fields: [{ name: evil, type: 'text' }] } },
      },
      { url: `/v1/x?search=${evil}` },
    );
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain('<img');
    expect(html).toContain(`'\\''`);
  });

  it('runs nothing but its own style and script, and is small', () => {
    const html = page({ name: 'x' });
    for (const [, tag = '', text = ''] of html.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
      const hash = createHash('sha256').update(text).digest('base64');
      expect(PAGE_POLICY).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(PAGE_POLICY).toContain("default-src 'none'");
    expect(PAGE_POLICY).not.toMatch(/unsafe|\*/);
    expect(html.length).toBeLessThan(5000);
  });
});

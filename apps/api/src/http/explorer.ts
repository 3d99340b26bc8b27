import type { Action, ActionField } from '@ringside/contracts';
import { createHash } from 'node:crypto';
import { curl, input, sendForm, type Sendable } from './explorer-form.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './explorer-assets.js';
import { escapeHtml } from './html.js';

/**
 * The API in a browser's address bar (seed 002): a person who opens an address sees the document as a page, with links to
 * follow, a form for each action and the same as a curl. Programs, which do not ask for HTML, get the JSON itself.
 */

/** Whether a request comes from an address bar or a link rather than from a program. */
export function wantsPage(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const html = accept.indexOf('text/html');
  const json = accept.indexOf('application/json');
  return html !== -1 && (json === -1 || html < json);
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Our own style and script and nothing else; requests go to the service only, and forms nowhere but through the script. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${hash(PAGE_STYLE)}`,
  `script-src ${hash(PAGE_SCRIPT)}`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** What a page is made from besides its document. */
export interface PageContext {
  /** With its query. */
  readonly url: string;
  /** Where programs reach the service, without a slash at the end. */
  readonly base: string;
  /** What the address may be narrowed by. */
  readonly filters: readonly ActionField[];
  /** Whether something can be read there. */
  readonly isAddress: (path: string) => boolean;
  /** Every operation; only where the document is the one that names them all. */
  readonly operations?: readonly Sendable[];
}

/** The page that shows a JSON document. */
export function documentPage(json: string, context: PageContext): string {
  const { url, base, filters, operations } = context;
  const document = JSON.parse(json) as unknown;
  const [path = '/', query = ''] = url.split('?');
  const title = titleOf(document, path);
  const body = [
    `<nav>${breadcrumbs(path, context.isAddress)}</nav>`,
    `<h1>${escapeHtml(title)}</h1>`,
    links(document),
    filters.length === 0 ? '' : filterForm(path, query, filters),
    ...(operations ?? actionsOf(document)).map((each) => sendForm(each, base)),
    `<pre>${escapeHtml(curl({ title, method: 'GET', uri: url, fields: [] }, base))}</pre>`,
    `<pre>${linked(document)}</pre>`,
  ];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} - Ringside API</title><style>${PAGE_STYLE}</style>${body.join('')}<script>${PAGE_SCRIPT}</script></html>`;
}

function titleOf(document: unknown, path: string): string {
  const { name, title, info } = objectOf(document);
  const given = [name, title, objectOf(info)['title']].find(
    (text) => typeof text === 'string' && text !== '',
  );
  return typeof given === 'string' ? given : path;
}

/** The way down to this address; what cannot be read is text. */
function breadcrumbs(path: string, isAddress: (path: string) => boolean): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts
    .map((part, index) => {
      const uri = `/${parts.slice(0, index + 1).join('/')}`;
      const text = escapeHtml(part);
      return uri !== path && isAddress(uri) ? `<a href="${escapeHtml(uri)}">${text}</a>` : text;
    })
    .join(' / ');
}

function links(document: unknown): string {
  const { resources, first_page, prev_page, next_page, last_page } = objectOf(document);
  const pages = { first_page, prev_page, next_page, last_page };
  const found = [...Object.entries(objectOf(resources)), ...Object.entries(pages)].flatMap(([name, uri]) =>
    typeof uri === 'string' ? [`<a href="${escapeHtml(uri)}">${escapeHtml(name)}</a>`] : [],
  );
  return found.length === 0 ? '' : `<nav>${found.join(' ')}</nav>`;
}

function filterForm(path: string, query: string, filters: readonly ActionField[]): string {
  const given = new URLSearchParams(query);
  const inputs = filters.map((field) => input(field, 'query', given.get(field.name) ?? ''));
  return `<details><summary>filters</summary><form data-method="GET" data-uri="${escapeHtml(path)}">${inputs.join('')}<button>Show</button></form></details>`;
}

function actionsOf(document: unknown): Sendable[] {
  return Object.entries(objectOf(objectOf(document)['actions'])).flatMap(([title, action]) => {
    if (!isAction(action)) return [];
    const { method, uri, fields = [] } = action;
    return [{ title, method, uri, fields, csv: fields.length === 0 && uri.endsWith('/contacts') }];
  });
}

function isAction(value: unknown): value is Action {
  const { method, uri } = objectOf(value);
  return typeof method === 'string' && typeof uri === 'string';
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The document with every address a link. `actions` are left as text: they are not for links. */
function linked(document: unknown): string {
  return escapeHtml(JSON.stringify(document, null, 2)).replace(
    /(?<=: )(?<!&quot;method&quot;: &quot;\w+&quot;,\s+&quot;uri&quot;: )&quot;(\/(?:v1(?:\/[\w\-./?=&;%]*)?|livez|healthz|metrics))&quot;/g,
    (_all, uri: string) => `&quot;<a href="${uri}">${uri}</a>&quot;`,
  );
}

/**
 * The API in a browser's address bar (seed 002): a person who opens an address sees the document as a
 * page on which every `uri` is a link. Programs, which do not ask for HTML, get the JSON itself.
 */

/** Whether a request comes from an address bar or a link rather than from a program. */
export function wantsPage(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const html = accept.indexOf('text/html');
  const json = accept.indexOf('application/json');
  return html !== -1 && (json === -1 || html < json);
}

export const PAGE_POLICY =
  "default-src 'none'; style-src 'sha256-%'; frame-ancestors 'none'; base-uri 'none'";

export const PAGE_STYLE =
  'body{font:14px/1.5 ui-monospace,monospace;margin:24px;color-scheme:light dark}a{color:LinkText}';

/** The page that shows a JSON document. `actions` are left as text: they are not for links. */
export function documentPage(path: string, json: string): string {
  const pretty = JSON.stringify(JSON.parse(json), null, 2);
  const linked = escapeHtml(pretty).replace(
    /(?<=: )(?<!&quot;method&quot;: &quot;\w+&quot;,\s+&quot;uri&quot;: )&quot;(\/(?:v1(?:\/[\w\-./?=&;%]*)?|livez|healthz|metrics))&quot;/g,
    (_all, uri: string) => `&quot;<a href="${uri}">${uri}</a>&quot;`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(path)} - Ringside API</title><style>${PAGE_STYLE}</style><pre>${linked}</pre></html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

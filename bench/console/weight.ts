import { request } from 'node:http';
import type { Page } from 'playwright-core';

/** Bytes of a file as it is served to a browser that takes gzip. */
export function gzippedSize(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${answer.statusCode}`)),
      );
      answer.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

/** Scripts and styles that the page's document names itself: what is loaded before anything is drawn. */
export async function initialFiles(url: string): Promise<string[]> {
  const html = await (await fetch(url)).text();
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.(?:js|css))"/g)];
  return [...new Set(named.map((match) => new URL(match[1] ?? '', url).href))];
}

/** Scripts and styles that were loaded until now, screens loaded when first opened included. */
export function loadedFiles(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    ...new Set(
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => /\.(js|css)$/.test(new URL(name).pathname)),
    ),
  ]);
}

/** Milliseconds from the start of the navigation to the first paint that shows something. */
export function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((entries) => {
          const [entry] = entries.getEntriesByName('first-contentful-paint');
          if (entry) resolve(entry.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}

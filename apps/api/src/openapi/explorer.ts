import { documentPage } from '../http/explorer.js';
import { actionFields } from '../http/fields.js';
import { sendables } from './openapi.js';
import type { Operation } from './operations.js';

/** Shows documents as pages that know the whole API: what leads somewhere, and what a list may be narrowed by. */
export class Explorer {
  /** Known once the application is put together. */
  operations: readonly Operation[] = [];

  constructor(private readonly base: string) {}

  page(given: string, json: string): string {
    const url = withoutCredentials(given);
    const path = url.split('?')[0] ?? '/';
    const here = this.find(path);
    return documentPage(json, {
      url,
      base: this.base,
      filters: here?.query ? actionFields(here.query) : [],
      isAddress: (other) => this.find(other) !== undefined,
      ...(path === '/v1/openapi.json' ? { operations: sendables(this.operations) } : {}),
    });
  }

  private find(path: string): Operation | undefined {
    const parts = path.split('/');
    return this.operations.find(({ method, path: pattern }) => {
      const wanted = pattern.split('/');
      return (
        method === 'GET' &&
        wanted.length === parts.length &&
        wanted.every((part, index) => part.startsWith(':') || part === parts[index])
      );
    });
  }
}

/** A page is kept, printed and sent to others: what signs in stays out of it. */
function withoutCredentials(url: string): string {
  const [path = '/', query] = url.split('?');
  if (query === undefined) return path;
  const parameters = new URLSearchParams(query);
  parameters.delete('api_key');
  parameters.delete('api_auth');
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

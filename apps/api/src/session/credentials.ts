/** What a request shows to say whose it is. */
export type Credentials =
  /** `explicit`: a header of ours or a parameter, which no web page can make a browser send by itself. */
  | { readonly kind: 'key'; readonly apiKey: string; readonly apiAuth: string; readonly explicit: boolean }
  | { readonly kind: 'session'; readonly token: string }
  | null;

export const SESSION_COOKIE = 'ringside_session';

export interface Shown {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly cookies?: Readonly<Record<string, string | undefined>>;
}

/** Reads credentials: our headers, then HTTP Basic, then parameters, then the session cookie. */
export function readCredentials({ headers, query, body, cookies }: Shown): Credentials {
  const key = one(headers['x-api-key']);
  const auth = one(headers['x-api-auth']);
  if (key !== null && auth !== null) return { kind: 'key', apiKey: key, apiAuth: auth, explicit: true };

  const basic = /^Basic ([\w+/=-]+)$/i.exec(one(headers['authorization']) ?? '');
  if (basic?.[1] !== undefined) {
    const [user, ...rest] = Buffer.from(basic[1], 'base64').toString('utf8').split(':');
    if (user !== undefined) return { kind: 'key', apiKey: user, apiAuth: rest.join(':'), explicit: false };
  }

  for (const parameters of [query, body]) {
    const given = parametersOf(parameters);
    if (given !== null) return { kind: 'key', ...given, explicit: true };
  }

  const token = cookies?.[SESSION_COOKIE];
  return token === undefined ? null : { kind: 'session', token };
}

/** Takes the credentials out of a parsed query or body, so that nothing behind the guard sees them. */
export function dropCredentials(parameters: unknown): void {
  if (typeof parameters !== 'object' || parameters === null) return;
  delete (parameters as Record<string, unknown>)['api_key'];
  delete (parameters as Record<string, unknown>)['api_auth'];
}

function parametersOf(parameters: unknown): { apiKey: string; apiAuth: string } | null {
  if (typeof parameters !== 'object' || parameters === null) return null;
  const { api_key: apiKey, api_auth: apiAuth } = parameters as Record<string, unknown>;
  return typeof apiKey === 'string' && typeof apiAuth === 'string' ? { apiKey, apiAuth } : null;
}

function one(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && header !== '' ? header : null;
}

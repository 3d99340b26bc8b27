/**
 * Which web pages may act for a signed-in browser: the service's own, under each of its names. Cookies
 * are sent with any request to an address, so without this any page could start dialing. And whose pages
 * may use the API with a key (`CORS_ORIGINS`).
 */
export class Origins {
  /** By the setting; `*` for all. */
  readonly others: readonly string[];
  private readonly allowed: ReadonlySet<string>;

  constructor(options: {
    readonly publicUrl: string;
    readonly host: string;
    readonly port: number;
    readonly others?: readonly string[];
  }) {
    const { publicUrl, host, port, others = [] } = options;
    this.others = others;
    const hosts = ['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host];
    this.allowed = new Set([
      new URL(publicUrl).origin,
      ...hosts.map((name) => new URL(`http://${name}:${port}`).origin),
    ]);
  }

  isAllowed(origin: string): boolean {
    return this.allowed.has(origin);
  }

  /** Whether pages of this origin may use the API, with a key that they send themselves. */
  mayUseKey(origin: string): boolean {
    return this.others.includes('*') || this.others.includes(origin);
  }

  /**
   * Whether a request that changes something may come from where it says it comes from. A program sends neither
   * header; a browser always sends one of them with a request that can change something.
   */
  mayChange(headers: Readonly<Record<string, string | string[] | undefined>>, ambient: boolean): boolean {
    const origin = headers['origin'];
    if (typeof origin === 'string') return this.isAllowed(origin);
    const site = headers['sec-fetch-site'];
    if (typeof site === 'string') return site === 'same-origin' || site === 'none';
    return !ambient;
  }
}

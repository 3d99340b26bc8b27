import { Client } from 'undici';
import type { Resolve } from './address-check.js';
import type { AllowList } from './allow-list.js';
import { guardedConnector } from './connector.js';
import type { Connector } from './connector.js';
import type { Exchange } from './exchange.js';

/** Below the 5 s after which common servers close an idle connection, so that we close it first. */
const IDLE_MS = 3_000;

/**
 * The connections to one origin: at most `limit`, one request at a time on each. A connection that had any
 * trouble is thrown away and never used again.
 */
export class Origin {
  private readonly idle: Connection[] = [];
  private readonly all = new Set<Connection>();
  private readonly carrying = new Map<Exchange, Connection>();
  private waiting: Exchange[] = [];

  constructor(
    private readonly origin: string,
    private readonly limit: number,
    private readonly allow: AllowList,
    private readonly resolve: Resolve,
  ) {}

  get quiet(): boolean {
    return this.carrying.size === 0 && this.waiting.length === 0;
  }

  send(exchange: Exchange): void {
    const connection = this.idle.pop() ?? (this.carrying.size < this.limit ? this.open() : null);
    if (connection === null) this.waiting.push(exchange);
    else this.carry(exchange, connection);
  }

  /** An exchange is over: its connection serves the next one, or goes. */
  ended(exchange: Exchange, healthy: boolean): void {
    const connection = this.carrying.get(exchange);
    if (connection === undefined) {
      this.waiting = this.waiting.filter((other) => other !== exchange);
      return;
    }
    this.carrying.delete(exchange);
    if (healthy) this.idle.push(connection);
    else this.drop(connection);
    const next = this.waiting.shift();
    if (next !== undefined) this.send(next);
  }

  /** The idle connection broke before this request was written: once more, on a new one. */
  moved(exchange: Exchange): boolean {
    const connection = this.carrying.get(exchange);
    if (connection === undefined || connection.fresh) return false;
    this.drop(connection);
    this.carry(exchange, this.open());
    return true;
  }

  /** Resolves when every socket is closed. */
  async close(): Promise<void> {
    this.idle.length = 0;
    await Promise.all([...this.all].map((connection) => connection.destroy()));
    this.all.clear();
  }

  private carry(exchange: Exchange, connection: Connection): void {
    this.carrying.set(exchange, connection);
    connection.dispatch(exchange);
  }

  private open(): Connection {
    const connection = new Connection(this.origin, this.allow, this.resolve);
    this.all.add(connection);
    return connection;
  }

  private drop(connection: Connection): void {
    this.all.delete(connection);
    void connection.destroy();
  }
}

/** One undici client, which is at most one socket. */
class Connection {
  /** Whether it has not carried a request yet. */
  fresh = true;
  private used = false;
  private readonly client: Client;
  private readonly connector: Connector;

  constructor(origin: string, allow: AllowList, resolve: Resolve) {
    this.connector = guardedConnector(allow, resolve);
    this.client = new Client(origin, {
      connect: this.connector.connect,
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: 60_000,
      // The whole exchange has one time limit, in `Exchange`.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  dispatch(exchange: Exchange): void {
    this.fresh = !this.used;
    this.used = true;
    const { method, headers, body } = exchange.request;
    this.client.dispatch(
      {
        path: exchange.path,
        method,
        headers: { 'user-agent': 'Ringside', ...headers },
        body: body ?? null,
      },
      exchange,
    );
  }

  async destroy(): Promise<void> {
    this.connector.cancel();
    if (!this.client.destroyed) await this.client.destroy();
  }
}

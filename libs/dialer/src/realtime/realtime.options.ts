import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { Permission } from '@ringside/contracts';
import type { IncomingHttpHeaders } from 'node:http';

/** What the socket needs to know of its host application. */
export interface RealtimeOptions {
  /**
   * Who is connecting, or null: refused. `auth` is what the client sent with its handshake. Asked again once the
   * connection stands, so that what ended in between does not slip by.
   */
  readonly authenticate: (handshake: {
    readonly headers: IncomingHttpHeaders;
    readonly auth: Readonly<Record<string, unknown>>;
  }) => Promise<SocketIdentity | null>;
  /** Whether a page of this origin may connect; a program sends none. */
  readonly allowOrigin: (origin: string | undefined) => boolean;
  /** Carries a keyed command out once, and writes it into the audit log. Without it a command is carried out as often as it comes. */
  readonly once?: <T>(command: KeyedCommand, run: () => Promise<T>) => Promise<T>;
}

export interface SocketIdentity {
  readonly accountId: string;
  /** For the audit log: `link`, `user:...`, `api_key:...`. */
  readonly actor: string;
  /** What it may do; left out: everything. */
  readonly permissions?: readonly Permission[];
  /** What the connection lives by, of which any may end before it: `RealtimeGateway.end` closes it. No secrets. */
  readonly livesBy?: readonly string[];
}

export interface KeyedCommand extends SocketIdentity {
  readonly key: string;
  readonly name: string;
  readonly target: string | null;
  readonly body: unknown;
  readonly ip: string | null;
}

export const REALTIME_OPTIONS = Symbol('REALTIME_OPTIONS');

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RealtimeOptions>({
  optionsInjectionToken: REALTIME_OPTIONS,
})
  .setClassMethodName('forRoot')
  .build();

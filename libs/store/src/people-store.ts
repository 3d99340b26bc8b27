import type { Permission, Role, UserState } from '@ringside/contracts';
import type { PageRequest, PageRows } from './account-store.js';

/** The users of one account. Another account's ids answer null. */
export interface PeopleStore {
  /** Newest first. */
  users(page: PageRequest): Promise<PageRows<UserRow>>;
  user(id: string): Promise<UserRow | null>;
  /** Invites a user; again with the same id, it renews the invitation. */
  createUser(
    user: { readonly id: string; readonly name: string; readonly email: string; readonly role: Role },
    invitation: NewInvitation,
  ): Promise<UserRow | 'email_taken'>;
  /** Replaces the invitation; null: no such user, or a disabled one. A password that was set goes on working until it is replaced. */
  invite(id: string, invitation: NewInvitation): Promise<UserRow | null>;
  /** Disabling ends the user's sessions, links and invitation. `last_admin`: nobody could undo it. */
  changeUser(
    id: string,
    change: { readonly name?: string; readonly role?: Role; readonly disabled?: boolean },
  ): Promise<UserRow | 'last_admin' | null>;
  deleteUser(id: string): Promise<'deleted' | 'last_admin' | null>;
  /** Sets a password after the current one was right, and ends every session but `keep`. Answers the token hashes of those; null: wrong. */
  changePassword(
    id: string,
    current: string,
    password: string,
    keep: string | null,
  ): Promise<readonly string[] | null>;
  /** Ends all sessions of a user, of a key, or (neither) those that a link of the terminal opened. Answers their token hashes. */
  endSessions(owner: Pick<TokenOwner, 'userId' | 'keyId'>): Promise<readonly string[]>;
}

/** The API keys of one account. */
export interface KeyStore {
  /** Newest first. */
  apiKeys(page: PageRequest): Promise<PageRows<ApiKeyRow>>;
  apiKey(id: string): Promise<ApiKeyRow | null>;
  /** `apiAuth` must be 256 random bits: it is stored as SHA-256. Again with the same id, it gets this key and secret. */
  createApiKey(key: {
    readonly id: string;
    readonly name: string;
    readonly apiKey: string;
    readonly apiAuth: string;
    readonly permissions: readonly Permission[];
  }): Promise<ApiKeyRow>;
  renameApiKey(id: string, name: string): Promise<ApiKeyRow | null>;
  /** A new secret; the one before works until `previousUntil`. Null: no such key, or a revoked one. */
  rotateApiKey(id: string, apiAuth: string, previousUntil: number): Promise<ApiKeyRow | null>;
  /** Ends the key and its sessions. Twice changes nothing. */
  revokeApiKey(id: string): Promise<ApiKeyRow | null>;
}

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly state: UserState;
  /** That are open now. */
  readonly sessions: number;
  readonly lastSeenAt: number | null;
  readonly createdAt: number;
}

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly apiKey: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly previousSecretUntil: number | null;
  readonly revokedAt: number | null;
}

/** Only the hash (SHA-256 of a 256-bit token) is stored. */
export interface NewInvitation {
  readonly tokenHash: string;
  readonly expiresAt: number;
}

/** Whose a session or a link is; of neither a user nor a key: of the terminal. */
export interface TokenOwner {
  readonly accountId: string;
  readonly userId: string | null;
  readonly keyId: string | null;
}

/** Who may do what, as the database has it at this moment. */
export interface Principal {
  readonly accountId: string;
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly role: Role;
  } | null;
  readonly key: {
    readonly id: string;
    readonly name: string;
    readonly permissions: readonly Permission[];
  } | null;
}
